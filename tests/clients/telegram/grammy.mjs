import { Bot, InputFile } from "grammy";
import { answer, pressed, say } from "./scenario.mjs";

const [, , apiRoot, token] = process.argv;
const bot = new Bot(token, { client: { apiRoot } });

bot.on("message:text", (context) => answer({
  api: context.api,
  chatId: context.chat.id,
  messageId: context.message.message_id,
  text: context.message.text,
  file: () => context.replyWithDocument(new InputFile(Buffer.from("content of the file"), "report.txt")),
}));
bot.on("callback_query:data", (context) => pressed(context.callbackQuery, (text) => context.answerCallbackQuery(text)));
bot.catch((error) => say("error", { message: String(error.error) }));

process.stdin.on("end", () => bot.stop().then(() => process.exit(0))).resume();
await bot.start({ allowed_updates: ["message", "callback_query"], onStart: (me) => say("started", { username: me.username }) });
