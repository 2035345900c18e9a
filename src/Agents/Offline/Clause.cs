namespace Bots.Agents.Offline;

/// <summary>One thing somebody said: a sentence, or a part of one that stands for itself.</summary>
/// <param name="Text">What was said, folded (<see cref="PlainText"/>) and without opening words such as "well" or "remember that".</param>
/// <param name="Quote">The same with its opening words, as it was typed.</param>
/// <param name="Kind">What it is meant as.</param>
/// <param name="Position">Grows with every clause of the conversation.</param>
internal sealed record Clause(string Text, string Quote, ClauseKind Kind, int Position)
{
    /// <summary>True when it opened with a greeting, as introductions do.</summary>
    public bool Greets { get; init; }
}

/// <summary>What a clause is meant as.</summary>
internal enum ClauseKind
{
    Statement,
    Question,
    Request,
    Greeting,
    Thanks,
    Farewell,
    HowAreYou,
    Filler,
}
