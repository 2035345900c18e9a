namespace Bots.Fakes.Discord.World;

/// <summary>An account.</summary>
public sealed record FakeUser(string Id, string Name)
{
    public bool IsBot { get; init; }
}

/// <summary>A server.</summary>
public sealed record FakeGuild(string Id, string Name)
{
    /// <summary>The roles of its members, by user id.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, string[]> Roles { get; } = new();

    /// <summary>The role that Discord made for the bot when it joined, or null.</summary>
    public string? BotRole { get; set; }

    /// <summary>True while it has an outage: sessions are not told of it.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>The ids of users who left; everyone else is a member.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, bool> Left { get; } = new();
}

/// <summary>An earlier text of a message.</summary>
public sealed record FakeEdit(DateTimeOffset At, string Content);

/// <summary>A file as it was uploaded.</summary>
public sealed record FakeFile(string Id, string Name, string ContentType, byte[] Content)
{
    /// <summary>The address it has now.</summary>
    internal Func<string>? Link { get; init; }
}

/// <summary>An application command as it was registered.</summary>
public sealed record FakeCommand(string Id, string Name, string Json);

/// <summary>One REST request as it arrived.</summary>
/// <param name="Route">Method and template.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Body">The JSON text; empty when there is none.</param>
/// <param name="Status">What was answered; 0 when the answer was withheld.</param>
public sealed record FakeRequest(string Route, string Path, string Body, int Status)
{
    public DateTimeOffset At { get; init; }
}
