namespace Bots.BotHost.Turns;

/// <summary>Runs the turn of inbox entries from start to end.</summary>
internal interface ITurnRunner
{
    /// <summary>Answers the entries together; never throws.</summary>
    /// <returns>False when they must be run again: the turn was interrupted by a newer message, or failed for an unknown reason (an attempt is charged then).</returns>
    Task<bool> RunAsync(IReadOnlyList<long> inboxIds, TurnHandle handle);
}
