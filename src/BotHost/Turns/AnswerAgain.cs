namespace Bots.BotHost.Turns;

/// <summary>A question of the past that is answered anew, or at last.</summary>
/// <param name="Session">The session it stands in.</param>
/// <param name="KeepMessages">How many messages of the history come before it; the agent sees no more.</param>
/// <param name="Question">What is asked now, one for each message that was answered together.</param>
internal sealed record AnswerAgain(string Session, int KeepMessages, IReadOnlyList<AskedAgain> Question)
{
    /// <summary>True when it got no answer yet: all of the history comes before it, and nothing is taken back for it.</summary>
    public bool IsUnanswered { get; init; }
}
