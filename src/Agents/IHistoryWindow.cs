namespace Bots.Agents;

/// <summary>An agent that knows how much history is worth loading for it.</summary>
internal interface IHistoryWindow
{
    /// <summary>How many of the newest messages.</summary>
    int HistoryMessages { get; }
}
