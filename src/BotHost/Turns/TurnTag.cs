namespace Bots.BotHost.Turns;

/// <summary>The metadata value that ties the messages of one turn to the update they answer.</summary>
internal static class TurnTag
{
    public const string Name = "bots_turn";
}
