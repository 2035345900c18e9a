namespace Bots.BotHost.Tests.Platforms;

/// <summary>Somebody on the platform.</summary>
/// <param name="Id">As <c>/whoami</c> shows it, for example <c>telegram_12345</c>.</param>
/// <param name="Name">The name they gave themselves.</param>
/// <param name="Number">The platform's own id.</param>
public sealed record Person(string Id, string Name, string Number);

/// <summary>A place where people and the bot write.</summary>
/// <param name="Chat">The chat or channel.</param>
/// <param name="Thread">The thread within it, or null.</param>
public sealed record Room(string Chat, string? Thread = null);

/// <summary>Something a person said.</summary>
/// <param name="Room">Where.</param>
/// <param name="MessageId">The message's id.</param>
/// <param name="DeliveryId">Under what the platform delivers it to the bot.</param>
public sealed record Said(Room Room, string MessageId, string DeliveryId);

/// <summary>A message of the bot as a person sees it now.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Text">The text, without styles.</param>
public sealed record Seen(string Id, string Text)
{
    /// <summary>True while it visibly grows.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>The labels of the buttons below it.</summary>
    public IReadOnlyList<string> Buttons { get; init; } = [];

    /// <summary>The content of the file that came with it, or null.</summary>
    public string? File { get; init; }

    /// <summary>What could harm readers: it pings people, or became markup of the platform. Null when nothing does.</summary>
    public string? Harm { get; init; }
}

/// <summary>How a platform refuses for a while.</summary>
public enum Refusal
{
    /// <summary>It is away.</summary>
    Outage,

    /// <summary>It asks for patience.</summary>
    TooFast,
}

/// <summary>How much one answer may take.</summary>
/// <param name="Characters">In one message.</param>
/// <param name="Messages">Before it becomes a file.</param>
public sealed record PieceLimits(int Characters, int Messages);
