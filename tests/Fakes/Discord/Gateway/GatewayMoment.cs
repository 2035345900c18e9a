namespace Bots.Fakes.Discord.Gateway;

/// <summary>Where in the life of a connection a test cuts it.</summary>
public enum GatewayMoment
{
    /// <summary>The socket is open, nothing was said.</summary>
    BeforeHello,

    /// <summary>Identify arrived, READY was not sent. The session start is used up.</summary>
    AtIdentify,

    /// <summary>Resume arrived, nothing was replayed.</summary>
    AtResume,

    /// <summary>In the middle of the first replayed dispatch.</summary>
    InReplay,

    /// <summary>In the middle of the next dispatch's bytes.</summary>
    InDispatch,
}
