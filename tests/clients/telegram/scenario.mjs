// What both clients do with every message; each line on stdout is one thing that happened.
export const say = (what, details = {}) => console.log(JSON.stringify({ what, ...details }));

export const refusal = async (what, call) => {
  try {
    await call();
    say(what, { ok: true });
  } catch (error) {
    const answer = error.response ?? error;
    say(what, {
      code: answer.error_code,
      description: answer.description,
      retryAfter: answer.parameters?.retry_after,
      migrateTo: answer.parameters?.migrate_to_chat_id,
    });
  }
};

export async function pressed(query, answerQuery) {
  await answerQuery("Done");
  say("pressed", { data: query.data, messageId: query.message.message_id, buttons: query.message.reply_markup.inline_keyboard.length });
}

export async function answer({ api, chatId, messageId, text, file }) {
  switch (text) {
    case "/start": {
      const sent = await api.sendMessage(chatId, "Welcome");
      await api.editMessageText(chatId, sent.message_id, "Welcome back");
      await refusal("same edit", () => api.editMessageText(chatId, sent.message_id, "Welcome back"));
      await refusal("edit of nothing", () => api.editMessageText(chatId, 9999, "Hello?"));
      await refusal("unknown chat", () => api.sendMessage(123456789, "Anybody?"));
      await refusal("too long", () => api.sendMessage(chatId, "x".repeat(4097)));
      await refusal("empty", () => api.sendMessage(chatId, " "));
      break;
    }
    case "entities":
      await api.sendMessage(chatId, "bold and code", {
        entities: [{ type: "bold", offset: 0, length: 4 }, { type: "code", offset: 9, length: 4 }],
      });
      break;
    case "buttons":
      await api.sendMessage(chatId, "Choose", {
        reply_markup: { inline_keyboard: [[{ text: "One", callback_data: "/pick 1" }], [{ text: "Two", callback_data: "/pick 2" }]] },
      });
      break;
    case "menu":
      await api.setMyCommands([{ command: "help", description: "What I can do" }], { scope: { type: "all_private_chats" }, language_code: "de" });
      say("menu set");
      break;
    case "file":
      await file();
      break;
    case "typing":
      await api.sendChatAction(chatId, "typing");
      say("typed");
      break;
    case "refused":
      await refusal("refused", () => api.sendMessage(chatId, "Is anybody there?"));
      break;
    default:
      await api.sendMessage(chatId, `echo: ${text}`, { reply_parameters: { message_id: messageId } });
  }
}
