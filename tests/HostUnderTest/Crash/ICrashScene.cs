namespace Bots.HostUnderTest.Crash;

/// <summary>A platform with one person on it, whose every step can be watched.</summary>
public interface ICrashScene : IAsyncDisposable
{
    /// <summary>The platform's name.</summary>
    string Platform { get; }

    /// <summary>The configuration that connects the host to it.</summary>
    IReadOnlyList<(string Key, string Value)> Settings { get; }

    /// <summary>Calls <paramref name="pass"/> with the name of every step the platform's server takes, before it takes it.</summary>
    void Watch(Action<string> pass);

    /// <summary>The person writes; returns at once.</summary>
    void Say(string text);

    /// <summary>The bot's messages, oldest first.</summary>
    Task<IReadOnlyList<string>> ShownAsync();

    /// <summary>True for a message that is visibly unfinished.</summary>
    bool IsPreview(string shown);

    /// <summary>True when a host that uses <paramref name="folder"/> is connected and has taken in everything.</summary>
    bool IsQuiet(string folder);

    /// <summary>The key of the person's conversation.</summary>
    Task<string> SessionKeyAsync();

    /// <summary>What the host did that the platform does not allow.</summary>
    IReadOnlyList<string> Violations { get; }
}
