using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>What a turn will write, once, at its end.</summary>
internal sealed record TurnDraft
{
    /// <summary>What joins the history; empty for commands and failures.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>Who answered; null for the account's own agent.</summary>
    public string? Agent { get; init; }

    /// <summary>What the user is told, or null for nothing.</summary>
    public Reply? Reply { get; init; }

    /// <summary>What others are told in the same write.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The preview the reply takes the place of.</summary>
    public string? PreviewId { get; init; }

    /// <summary>A preview whose request is under way still, with its id once that is known; null when nothing is under way.</summary>
    public Task<string?>? LatePreview { get; init; }

    /// <summary>The session it is written to; null for the turn's own.</summary>
    public string? Session { get; init; }

    /// <summary>See <see cref="TurnWrite.KeepMessages"/>.</summary>
    public int? KeepMessages { get; init; }

    /// <summary>See <see cref="TurnWrite.DeadLetter"/>.</summary>
    public string? DeadLetter { get; init; }

    /// <summary>Why there is no answer, or null for an answer.</summary>
    public TurnFailure? Failure { get; init; }

    /// <summary>An answer that leaves the history as it is.</summary>
    public static TurnDraft Answer(string markdown) => new() { Reply = new(markdown) };

    /// <summary>One honest sentence instead of an answer, with the reference under which the operator finds what happened.</summary>
    public static TurnDraft Failed(TurnFailure failure, string sentence, string reference) =>
        Answer($"{sentence} (reference {reference})") with { Failure = failure };

    /// <summary>The last word on a message that brought the host down again and again.</summary>
    public static TurnDraft GivenUp(int attempts, string reference) => Failed(
        TurnFailure.GivenUp,
        $"I could not answer this message after {attempts} attempts and stopped trying. It is kept for the operator; other messages are answered as usual.",
        reference) with
    {
        DeadLetter = $"{attempts} attempts were started and none finished.",
    };
}
