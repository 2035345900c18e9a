namespace Bots.BotHost.Cli;

/// <summary>What a command needs to find.</summary>
internal enum StoreExpectation
{
    /// <summary>A store.</summary>
    Store,

    /// <summary>A store or what is left of it: an empty file is named by the command itself.</summary>
    MayBeEmpty,

    /// <summary>A store, or nothing at all: then it is made.</summary>
    MayBeMissing,

    /// <summary>Whatever there is takes its place.</summary>
    Nothing,
}
