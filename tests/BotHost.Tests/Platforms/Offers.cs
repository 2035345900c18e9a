namespace Bots.BotHost.Tests.Platforms;

/// <summary>What a platform can do that others cannot; promises about it are made only where it is offered.</summary>
[Flags]
public enum Offers
{
    /// <summary>People who write, a bot that answers.</summary>
    None = 0,

    /// <summary>Chats of several people, and of other bots.</summary>
    Groups = 1,

    /// <summary>Conversations within a group: topics, threads.</summary>
    Threads = 2,

    /// <summary>Buttons below messages; elsewhere one reads what to type.</summary>
    Buttons = 4,

    /// <summary>A menu of the commands.</summary>
    Menus = 8,

    /// <summary>People can change what they wrote.</summary>
    Edits = 16,

    /// <summary>People can send files.</summary>
    Files = 32,

    /// <summary>The platform is a server that may refuse what is sent: it is away, or asks for patience.</summary>
    Refusals = 64,

    /// <summary>A reply sent twice shows once, whatever happened to the first receipt.</summary>
    IdempotentSends = 128,

    /// <summary>Messages are bounded: a long answer is several, or a file.</summary>
    Pieces = 256,
}
