namespace Bots.Sessions.Sqlite.Log;

/// <summary>A place in a history: a message, and what the history up to it adds up to.</summary>
/// <param name="Message">The last message; zero for none.</param>
/// <param name="Count">How many messages there are.</param>
/// <param name="Tokens">The estimated tokens of all of them.</param>
/// <param name="OpenGroup">As <see cref="SessionHead.OpenGroup"/>.</param>
internal readonly record struct HistoryPlace(long Message, long Count, long Tokens, long OpenGroup)
{
    /// <summary>Before the first message.</summary>
    public static HistoryPlace Beginning { get; } = new(0, 0, 0, SessionHead.NoGroup);
}
