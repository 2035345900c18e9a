namespace Bots.BotHost.Turns;

/// <summary>Runs the turn of one inbox entry from start to end.</summary>
internal interface ITurnRunner
{
    /// <summary>Returns when the entry is completed, released or not ours; never throws.</summary>
    Task RunAsync(long inboxId, TurnHandle handle);
}
