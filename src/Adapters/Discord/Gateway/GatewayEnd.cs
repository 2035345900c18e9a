namespace Bots.Adapters.Discord.Gateway;

/// <summary>What to do after a connection ended.</summary>
internal enum GatewayNext
{
    /// <summary>The session goes on.</summary>
    Resume,

    /// <summary>The session is gone: identify, and fetch what was missed.</summary>
    Identify,

    /// <summary>No retry can help.</summary>
    Stop,
}

/// <summary>How a connection ended.</summary>
/// <param name="Next">What to do.</param>
/// <param name="Why">One sentence for operators.</param>
internal sealed record GatewayEnd(GatewayNext Next, string Why)
{
    /// <summary>True when only the gateway refuses the bot, and requests go on to work.</summary>
    public bool CanSend { get; private init; }

    /// <summary>The meaning of a close code (topics/opcodes-and-status-codes); null is a connection that just ended.</summary>
    public static GatewayEnd Of(int? closeCode, string bot) => closeCode switch
    {
        null => new(GatewayNext.Resume, "the connection was lost"),
        4004 => new(GatewayNext.Stop, $"Discord rejects the token (4004); set Bots:{bot}:Token to the token of the developer portal, page Bot."),
        4007 or 4009 => new(GatewayNext.Identify, $"Discord ended the session ({closeCode})"),
        1000 or 1001 => new(GatewayNext.Resume, $"Discord closed the connection ({closeCode})"),
        4010 => new(GatewayNext.Stop, $"Discord refuses the shard (4010); set Bots:{bot}:Shards to 0 for the number it recommends."),
        4011 => new(GatewayNext.Stop, $"The bot is in too many guilds for its shards (4011); set Bots:{bot}:Shards to 0 for the number Discord recommends."),
        4012 => new(GatewayNext.Stop, "Discord no longer speaks version 10 of its gateway (4012); a newer version of this program is needed."),
        4013 => new(GatewayNext.Stop, "Discord does not know the intents (4013); a newer version of this program is needed."),
        4014 => new(GatewayNext.Stop, $"Discord refuses the Message Content intent (4014). Enable it in the developer portal (your application, page Bot, Privileged Gateway Intents), or set Bots:{bot}:MessageContentIntent to false: direct messages and mentions work without it.") { CanSend = true },
        _ => new(GatewayNext.Resume, $"Discord closed the connection ({closeCode})"),
    };
}
