namespace Bots.BotHost.Turns;

/// <summary>Why a user was told that there is no answer.</summary>
internal enum TurnFailure
{
    /// <summary>The agent could not answer.</summary>
    Agent,

    /// <summary>The model said nothing.</summary>
    Empty,

    /// <summary>The turn took too long.</summary>
    TimedOut,

    /// <summary>Too much was waiting.</summary>
    Overloaded,

    /// <summary>The writer may not write to this bot.</summary>
    Refused,

    /// <summary>The writer wrote more than one person may.</summary>
    Limited,

    /// <summary>An error of the host's own.</summary>
    Unexpected,

    /// <summary>Begun too often and never finished.</summary>
    GivenUp,
}
