using System.ComponentModel.DataAnnotations;

namespace Bots.Adapters.Telegram;

/// <summary>How one bot account talks to Telegram; the section <c>Bots:&lt;name&gt;</c>.</summary>
public sealed class TelegramOptions
{
    /// <summary>The bot's token from @BotFather. Secret; there is no default.</summary>
    [Required]
    public string Token { get; set; } = "";

    /// <summary>The Bot API server. Default: <c>https://api.telegram.org</c>; a local Bot API server works as well.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.telegram.org";

    /// <summary>How long the server holds a poll that has nothing to say, in seconds. Default: 50, the most the server grants.</summary>
    [Range(1, 50)]
    public int PollTimeoutSeconds { get; set; } = 50;

    /// <summary>A poll that shows no life for so many seconds is cut off and started anew. Default: 120.</summary>
    [Range(60, 3600)]
    public int WatchdogSeconds { get; set; } = 120;

    /// <summary>How long any other request may take, in seconds. Default: 30.</summary>
    [Range(1, 600)]
    public int RequestTimeoutSeconds { get; set; } = 30;

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

    /// <summary>Messages and edits a chat gets per second, after a short burst. Default: 1, what Telegram advises; a server of your own may take more.</summary>
    [Range(0.1, 1_000)]
    public double ChatMessagesPerSecond { get; set; } = 1;

    /// <summary>Messages and edits a group gets per minute. Default: 20, what Telegram takes.</summary>
    [Range(10, 10_000)]
    public int GroupMessagesPerMinute { get; set; } = 20;

    /// <summary>Messages and edits of this account per second. Default: 24, so that bursts stay below the 30 that Telegram takes.</summary>
    [Range(1, 10_000)]
    public double MessagesPerSecond { get; set; } = 24;
}
