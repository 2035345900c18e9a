using System.ComponentModel.DataAnnotations;

namespace Bots.Adapters.Telegram;

/// <summary>How one bot account talks to Telegram; the section <c>Bots:&lt;name&gt;</c>.</summary>
public sealed class TelegramOptions : IValidatableObject
{
    /// <summary>The bot's token from @BotFather; blanks around it do not count. Secret; there is no default.</summary>
    [Required]
    public string Token { get; set => field = value?.Trim() ?? ""; } = "";

    /// <summary>The Bot API server. Default: <c>https://api.telegram.org</c>; a local Bot API server works as well.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.telegram.org";

    /// <summary>The folder in which a Bot API server that runs with <c>--local</c> keeps the files users send, by the path that server tells. Default: none, files are asked for by HTTP.</summary>
    public string LocalFiles { get; set; } = "";

    /// <summary>How long the server holds a poll that has nothing to say, in seconds. Default: 50, the most the server grants.</summary>
    [Range(1, 50)]
    public int PollTimeoutSeconds { get; set; } = 50;

    /// <summary>A poll that shows no life for so many seconds is cut off and started anew. Default: 120.</summary>
    [Range(60, 3600)]
    public int WatchdogSeconds { get; set; } = 120;

    /// <summary>How long any other request may take, in seconds. Default: 30.</summary>
    [Range(1, 600)]
    public int RequestTimeoutSeconds { get; set; } = 30;

    /// <summary>How updates come in. Default: <see cref="TelegramMode.Polling"/>.</summary>
    public TelegramMode Mode { get; set; }

    /// <summary>Where Telegram reaches this host in webhook mode, for example <c>https://bots.example.org</c>; <c>/telegram/&lt;name&gt;</c> is appended.</summary>
    public string WebhookUrl { get; set; } = "";

    /// <summary>What Telegram must send with every update in webhook mode: 16 to 256 characters of A-Z, a-z, 0-9, _ and -. A secret; there is no default.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Whether a group message must name the bot or answer it. Default: true; false also needs privacy mode off at @BotFather.</summary>
    public bool RequireMention { get; set; } = true;

    /// <summary>Who shares a conversation in a group. Default: <see cref="TelegramScope.User"/>, everyone has their own.</summary>
    public TelegramScope Scope { get; set; }

    /// <summary>Messages of others in a group that the model is shown as background, marked as untrusted. Default: 0; a good number is 50.</summary>
    [Range(0, 500)]
    public int GroupContextMessages { get; set; }

    /// <summary>Whether previews in private chats are native drafts (Bot API 9.3 and newer) with a stop control. Default: false, previews are edited messages.</summary>
    public bool NativeDrafts { get; set; }

    /// <summary>Whether answers are shown while they grow. Default: true.</summary>
    public bool Preview { get; set; } = true;

    /// <summary>Characters that must be there before a preview appears. Default: 30.</summary>
    [Range(1, 4000)]
    public int PreviewFirstCharacters { get; set; } = 30;

    /// <summary>Milliseconds between two edits of a preview in a private chat; doubled when the server asks for patience. Default: 1000.</summary>
    [Range(100, 60_000)]
    public int PreviewIntervalPrivateMilliseconds { get; set; } = 1_000;

    /// <summary>Milliseconds between two edits of a preview in a group; doubled when the server asks for patience. Default: 3000.</summary>
    [Range(100, 60_000)]
    public int PreviewIntervalGroupMilliseconds { get; set; } = 3_000;

    /// <summary>Whether previews carry a button that stops the answer, as <c>/stop</c> does. Default: true.</summary>
    public bool StopButton { get; set; } = true;

    /// <summary>Whether a finished answer is a new message, with a notification, and the silent preview goes away; else the preview becomes it. Default: false.</summary>
    public bool FinalAsNewMessage { get; set; }

    /// <summary>Messages that one answer may take; a longer one is its beginning and a file. Default: 8.</summary>
    [Range(1, 100)]
    public int MostMessages { get; set; } = 8;

    /// <summary>Messages and edits a chat gets per second, after a short burst. Default: 1, what Telegram advises; a server of your own may take more.</summary>
    [Range(0.1, 1_000)]
    public double ChatMessagesPerSecond { get; set; } = 1;

    /// <summary>Messages and edits a group gets per minute. Default: 20, what Telegram takes.</summary>
    [Range(10, 10_000)]
    public int GroupMessagesPerMinute { get; set; } = 20;

    /// <summary>Messages and edits of this account per second. Default: 24, so that bursts stay below the 30 that Telegram takes.</summary>
    [Range(1, 10_000)]
    public double MessagesPerSecond { get; set; } = 24;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode != TelegramMode.Webhook) yield break;
        if (!Uri.TryCreate(WebhookUrl, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            yield return new("set it to the public address of this host, for example https://bots.example.org, or Mode to Polling.", [nameof(WebhookUrl)]);
        if (WebhookSecret.Length is < 16 or > 256 || !WebhookSecret.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            yield return new("webhook mode needs a secret of 16 to 256 characters of A-Z, a-z, 0-9, _ and -; without it anyone could write as anybody.", [nameof(WebhookSecret)]);
    }
}

/// <summary>How updates come in.</summary>
public enum TelegramMode
{
    /// <summary>This host asks for them; needs no public address.</summary>
    Polling,

    /// <summary>Telegram sends them to this host's public address.</summary>
    Webhook,
}

/// <summary>Who shares a conversation in a group.</summary>
public enum TelegramScope
{
    /// <summary>Every user has an own conversation in every group and topic.</summary>
    User,

    /// <summary>Everyone in a group shares one, its topics included.</summary>
    Chat,

    /// <summary>Everyone in a topic shares one; outside of topics every user has an own one.</summary>
    Thread,
}
