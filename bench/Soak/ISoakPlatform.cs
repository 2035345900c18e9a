namespace Bots.Bench.Soak;

/// <summary>A platform with people on it.</summary>
internal interface ISoakPlatform : IAsyncDisposable
{
    /// <summary>The configuration that connects the host.</summary>
    IReadOnlyList<(string Key, string Value)> Settings { get; }

    /// <summary>Returns when the host listens.</summary>
    Task ConnectedAsync();

    void Say(int user, string text);

    /// <summary>The bot's messages in a user's chat, in the order in which they stand there.</summary>
    IReadOnlyList<ShownReply> Shown(int user);

    /// <summary>Lets something go wrong.</summary>
    void Break(Random random);

    /// <summary>Requests the platform would not have accepted.</summary>
    int Violations { get; }
}

/// <summary>A message of the bot.</summary>
/// <param name="Text">What it says in the end.</param>
/// <param name="FirstAt">When something of it could be seen.</param>
/// <param name="FinalAt">When it said what it says now.</param>
internal sealed record ShownReply(string Text, DateTimeOffset FirstAt, DateTimeOffset FinalAt)
{
    /// <summary>A preview that nothing came after.</summary>
    public bool IsPreview => Text is [.., '…' or '▌'];
}
