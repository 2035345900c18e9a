namespace Bots.BotHost.Outbox;

/// <summary>A reply is not this host's any more: whatever it does with it ends as if it was cancelled.</summary>
internal sealed class ReplyLostException() : OperationCanceledException("Another host delivers this reply.");
