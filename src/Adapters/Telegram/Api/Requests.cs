using System.Text.Json;
using Bots.Adapters.Telegram.Sending;

namespace Bots.Adapters.Telegram.Api;

internal sealed record GetMe : TelegramRequest<User>
{
    internal override string Method => "getMe";
}

internal sealed record DeleteWebhook : TelegramRequest<bool>
{
    internal override string Method => "deleteWebhook";
}

internal sealed record GetWebhookInfo : TelegramRequest<WebhookInfo>
{
    internal override string Method => "getWebhookInfo";
}

internal sealed record SetWebhook(string Url, string SecretToken, int MaxConnections, IReadOnlyList<string> AllowedUpdates) : TelegramRequest<bool>
{
    internal override string Method => "setWebhook";
}

internal sealed record GetUpdates(long? Offset, int Limit, int Timeout, IReadOnlyList<string> AllowedUpdates) : TelegramRequest<UpdateBatch>
{
    internal override string Method => "getUpdates";

    internal override TimeSpan Hold => TimeSpan.FromSeconds(Timeout);
}

internal sealed record SendChatAction(long ChatId, string Action) : TelegramRequest<bool>
{
    internal override string Method => "sendChatAction";

    internal override SendLane? Lane => new(ChatId, SendPriority.Typing);

    public long? MessageThreadId { get; init; }
}

internal sealed record SendMessage(long ChatId, string Text) : TelegramRequest<SentMessage>
{
    internal override string Method => "sendMessage";

    internal override SendLane? Lane => new(ChatId, Priority);

    internal SendPriority Priority { get; init; } = SendPriority.Message;

    public long? MessageThreadId { get; init; }

    public bool? DisableNotification { get; init; }

    public IReadOnlyList<MessageEntity>? Entities { get; init; }

    public ReplyParameters? ReplyParameters { get; init; }

    public LinkPreviewOptions? LinkPreviewOptions { get; init; }

    public InlineKeyboardMarkup? ReplyMarkup { get; init; }
}

/// <summary>Shows a text that is still growing, for about 30 seconds. Older servers ignore the fields of the stop control (Bot API 10.3).</summary>
internal sealed record SendMessageDraft(long ChatId, long DraftId, string Text) : TelegramRequest<bool>
{
    internal override string Method => "sendMessageDraft";

    internal override SendLane? Lane => new(ChatId, SendPriority.Preview);

    public long? MessageThreadId { get; init; }

    public bool? CanStop { get; init; }

    public bool? KeepOnStop { get; init; }
}

internal sealed record DeleteMessage(long ChatId, long MessageId) : TelegramRequest<bool>
{
    internal override string Method => "deleteMessage";

    internal override SendLane? Lane => new(ChatId, SendPriority.Final);
}

/// <summary>Returns the edited message; nothing of it is of use here.</summary>
internal sealed record EditMessageText(long ChatId, long MessageId, string Text) : TelegramRequest<JsonElement>
{
    internal override string Method => "editMessageText";

    internal override SendLane? Lane => new(ChatId, Priority);

    internal SendPriority Priority { get; init; } = SendPriority.Final;

    public IReadOnlyList<MessageEntity>? Entities { get; init; }

    public LinkPreviewOptions? LinkPreviewOptions { get; init; }

    public InlineKeyboardMarkup? ReplyMarkup { get; init; }
}

/// <summary>Says where a file can be downloaded for about an hour.</summary>
internal sealed record GetFile(string FileId) : TelegramRequest<DownloadableFile>
{
    internal override string Method => "getFile";
}

/// <summary>Ends the waiting sign on a pressed button.</summary>
internal sealed record AnswerCallbackQuery(string CallbackQueryId) : TelegramRequest<bool>
{
    /// <summary>What the person who pressed is told, alone.</summary>
    public string? Text { get; init; }

    /// <summary>True to show it until it is closed.</summary>
    public bool? ShowAlert { get; init; }

    internal override string Method => "answerCallbackQuery";
}

internal sealed record SetMyCommands(IReadOnlyList<BotCommand> Commands, BotCommandScope Scope) : TelegramRequest<bool>
{
    internal override string Method => "setMyCommands";

    public string? LanguageCode { get; init; }
}

internal sealed record DeleteMyCommands(BotCommandScope Scope) : TelegramRequest<bool>
{
    internal override string Method => "deleteMyCommands";

    public string? LanguageCode { get; init; }
}

internal sealed record BotCommand(string Command, string Description);

internal sealed record BotCommandScope(string Type)
{
    /// <summary>With the type <c>chat</c>.</summary>
    public long? ChatId { get; init; }
}

internal sealed record InlineKeyboardMarkup(IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> InlineKeyboard);

internal sealed record InlineKeyboardButton(string Text, string CallbackData);

internal sealed record ReplyParameters(long MessageId)
{
    public bool AllowSendingWithoutReply { get; init; } = true;
}

internal sealed record LinkPreviewOptions(bool IsDisabled);
