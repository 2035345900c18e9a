namespace Bots.Adapters.Discord.Api;

/// <summary>The error codes that are decided on (topics/opcodes-and-status-codes, JSON error codes).</summary>
internal static class DiscordErrors
{
    public const int UnknownChannel = 10003;
    public const int UnknownMessage = 10008;
    public const int UnknownWebhook = 10015;
    public const int UnknownInteraction = 10062;
    public const int UnknownCommand = 10063;
    public const int OldMessageEditLimit = 30046;
    public const int AlreadyAcknowledged = 40060;
    public const int MissingAccess = 50001;
    public const int NotOwnMessage = 50005;
    public const int CannotMessageUser = 50007;
    public const int MissingPermissions = 50013;
    public const int InvalidWebhookToken = 50027;
    public const int ThreadArchived = 50083;
    public const int CannotQuote = 160002;
    public const int ThreadExists = 160004;
    public const int ThreadLocked = 160005;
    public const int TooManyThreads = 160006;
    public const int BlockedByAutoMod = 200000;
    public const int TitleBlockedByAutoMod = 200001;
}
