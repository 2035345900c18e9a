namespace Bots.Agents.Context;

/// <summary>An agent that knows what it wants to be shown of a session.</summary>
internal interface IContextWish
{
    /// <summary>How it is shown.</summary>
    ContextOptions Context { get; }

    /// <summary>A fixed number of the newest messages instead; null for none.</summary>
    int? HistoryMessages { get; }
}
