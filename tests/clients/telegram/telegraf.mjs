import { Telegraf } from "telegraf";
import { answer, pressed, say } from "./scenario.mjs";

const [, , apiRoot, token] = process.argv;
const bot = new Telegraf(token, { telegram: { apiRoot } });

// telegraf has no word of its own for "without chat id first": its calls take undefined for the inline message.
const api = {
  sendMessage: (...args) => bot.telegram.sendMessage(...args),
  setMyCommands: (...args) => bot.telegram.setMyCommands(...args),
  sendChatAction: (...args) => bot.telegram.sendChatAction(...args),
  editMessageText: (chatId, messageId, text) => bot.telegram.editMessageText(chatId, messageId, undefined, text),
};

bot.on("text", (context) => answer({
  api,
  chatId: context.chat.id,
  messageId: context.message.message_id,
  text: context.message.text,
  file: () => context.replyWithDocument({ source: Buffer.from("content of the file"), filename: "report.txt" }),
}));
bot.on("callback_query", (context) => pressed(context.callbackQuery, (text) => context.answerCbQuery(text)));
bot.catch((error) => say("error", { message: String(error) }));

process.stdin.on("end", () => process.exit(0)).resume();
await bot.launch({ allowedUpdates: ["message", "callback_query"] }, () => say("started", { username: bot.botInfo.username }));
