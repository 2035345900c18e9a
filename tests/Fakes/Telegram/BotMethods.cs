using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>Carries methods out on the fake's state, under its lock.</summary>
internal sealed class BotMethods(FakeTelegram fake)
{
    private static readonly string[] Actions =
    [
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location",
        "record_video_note", "upload_video_note",
    ];

    /// <summary>The result, or null for a method that the fake does not know.</summary>
    public JsonNode? Call(BotRequest request) => request.Method.ToLowerInvariant() switch
    {
        "getme" => fake.Bot.ToJson(),
        "getwebhookinfo" => new JsonObject { ["url"] = fake.WebhookUrl ?? "", ["has_custom_certificate"] = false, ["pending_update_count"] = fake.Updates.Waiting.Count },
        "deletewebhook" => DeleteWebhook(),
        "setwebhook" => SetWebhook(request),
        "sendmessage" => SendMessage(request).ToJson(),
        "senddocument" => SendDocument(request).ToJson(),
        "editmessagetext" => EditMessageText(request).ToJson(),
        "editmessagemedia" => EditMessageMedia(request).ToJson(),
        "editmessagereplymarkup" => EditReplyMarkup(request).ToJson(),
        "getfile" => fake.FileOf(request.Text("file_id")!),
        "sendmessagedraft" => SendDraft(request),
        "deletemessage" => DeleteMessage(request),
        "sendchataction" => SendChatAction(request),
        "answercallbackquery" => fake.AnswerCallback(request.Text("callback_query_id")!, request.Text("text")),
        "setmycommands" => fake.SetMenu(request, delete: false),
        "deletemycommands" => fake.SetMenu(request, delete: true),
        "setmessagereaction" => true,
        _ => null,
    };

    private JsonNode DeleteWebhook()
    {
        fake.WebhookUrl = null;
        return true;
    }

    private JsonNode SetWebhook(BotRequest request)
    {
        var url = request.Text("url") ?? "";
        if (url.Length > 0 && !url.StartsWith("https://", StringComparison.Ordinal)) throw new BotApiException(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
        fake.WebhookUrl = url.Length == 0 ? null : url;
        fake.WebhookSecret = request.Text("secret_token");
        if (request.Json("allowed_updates") is JsonArray kinds) fake.Updates.Allow(kinds);
        return true;
    }

    private FakeMessage SendMessage(BotRequest request) => Send(request, VersionOf(request, "text", "entities"));

    private JsonNode SendDraft(BotRequest request)
    {
        var chat = Writable(request);
        if (chat.Type != "private") throw new BotApiException(400, "Bad Request: drafts are for private chats");
        if (request.Number("draft_id") is null or 0) throw new BotApiException(400, "Bad Request: wrong draft_id");
        var text = request.Text("text") ?? "";
        if (FakeText.IsTooLong(text)) fake.Complain([$"{request.Method}: the text is too long"]);
        chat.Drafts.Add((request.Number("draft_id")!.Value, text));
        return true;
    }

    private FakeMessage SendDocument(BotRequest request)
    {
        var message = Send(request, new(request.Text("caption") ?? "", null, null, fake.Now));
        message.File = request.Files.GetValueOrDefault("document") ?? FileOf(request, request.Text("document") ?? "");
        return message;
    }

    private FakeMessage Send(BotRequest request, FakeVersion version)
    {
        var chat = Writable(request);
        var thread = request.Number("message_thread_id");
        if (thread is { } topic && !chat.Topics.Contains(topic)) throw new BotApiException(400, "Bad Request: message thread not found");
        var reply = request.Json("reply_parameters");
        var replyTo = reply?["message_id"]?.GetValue<long>();
        if (replyTo is { } id && chat.Find(id) is null)
        {
            if (reply!["allow_sending_without_reply"]?.GetValue<bool>() != true) throw new BotApiException(400, "Bad Request: message to be replied not found");
            replyTo = null;
        }

        return chat.Add(fake.Bot, fake.Now, version, replyTo, thread, isSilent: request.Flag("disable_notification"));
    }

    private FakeMessage EditMessageText(BotRequest request)
    {
        var message = Editable(request);
        var version = VersionOf(request, "text", "entities");
        if (message.File is null && version.LooksLike(message.Current)) throw NotModified();
        message.Add(version);
        return message;
    }

    private FakeMessage EditReplyMarkup(BotRequest request)
    {
        var message = Editable(request);
        var version = message.Current with { Markup = request.Json("reply_markup")?.ToJsonString(), At = fake.Now };
        if (version.LooksLike(message.Current)) throw NotModified();
        message.Add(version);
        return message;
    }

    private FakeMessage EditMessageMedia(BotRequest request)
    {
        var message = Editable(request);
        var media = request.Json("media")!["media"]!.GetValue<string>();
        message.File = FileOf(request, media);
        message.Add(new("", null, request.Json("reply_markup")?.ToJsonString(), fake.Now));
        return message;
    }

    private static FakeFile FileOf(BotRequest request, string media)
    {
        const string attached = "attach://";
        if (!media.StartsWith(attached, StringComparison.Ordinal)) return new(media, []);
        return request.Files.GetValueOrDefault(media[attached.Length..]) ?? throw new BotApiException(400, "Bad Request: there is no attached file");
    }

    private JsonNode DeleteMessage(BotRequest request)
    {
        var message = Writable(request).Find(request.Number("message_id") ?? 0) ?? throw new BotApiException(400, "Bad Request: message to delete not found");
        message.Deleted = true;
        return true;
    }

    private JsonNode SendChatAction(BotRequest request)
    {
        if (!Actions.Contains(request.Text("action"))) throw new BotApiException(400, "Bad Request: wrong parameter action in request");
        Writable(request, charge: false).TypingShown++;
        return true;
    }

    private FakeMessage Editable(BotRequest request)
    {
        var chat = Writable(request);
        var message = chat.Find(request.Number("message_id") ?? 0) ?? throw new BotApiException(400, "Bad Request: message to edit not found");
        return message.From == fake.Bot ? message : throw new BotApiException(400, "Bad Request: message can't be edited");
    }

    private FakeChat Writable(BotRequest request, bool charge = true)
    {
        var chat = fake.Known(request.Number("chat_id") ?? 0) ?? throw new BotApiException(400, "Bad Request: chat not found");
        if (chat.Refusal is { } refusal) throw refusal;
        if (charge) fake.Limits.Charge(request.Token, chat);
        return chat;
    }

    private FakeVersion VersionOf(BotRequest request, string textName, string entitiesName)
    {
        if (FakeText.IsTooLong(request.Text(textName))) fake.Complain([$"{request.Method}: the text is too long"]);
        var text = FakeText.Accept(request.Text(textName));
        var entities = request.Json(entitiesName) as JsonArray;
        if (entities is not null) fake.Complain(FakeText.EntityProblems(text, entities).Select(problem => $"{request.Method}: {problem}"));
        if (request.Text("parse_mode") is not null) fake.Complain([$"{request.Method}: the fake does not parse markup"]);
        return new(text, (JsonArray?)entities?.DeepClone(), request.Json("reply_markup")?.ToJsonString(), fake.Now);
    }

    private static BotApiException NotModified() => new(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message");
}
