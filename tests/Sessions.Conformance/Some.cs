using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>Values that do not matter to a test, each different from the last.</summary>
internal static class Some
{
    private static int _count;

    public static string Session() => $"bot_test_{Number()}";

    public static string Name() => $"name{Number()}";

    public static SessionMessage Message(string? content = null, string role = "user") => new(role, content ?? $"text {Number()}");

    public static InboxMessage Inbound(string? session = null, string? dedupeId = null, string bot = "telegram", string payload = "hello") =>
        new(bot, dedupeId ?? $"update-{Number()}", session ?? Session(), payload);

    public static OutboxMessage Reply(string payload = "answer", string chat = "chat-1", string bot = "telegram") => new(bot, chat, payload);

    private static int Number() => Interlocked.Increment(ref _count);
}
