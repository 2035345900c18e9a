namespace Bots.Sessions.Sqlite.Log;

/// <summary>Where a session stands: its newest message and what the history before it adds up to. Valid within one transaction.</summary>
internal sealed class SessionHead
{
    /// <summary>No group is open: the newest message makes no tool calls and answers none.</summary>
    public const long NoGroup = -1;

    /// <summary>The id of the session.</summary>
    public required string Id { get; init; }

    /// <summary>The row of the session.</summary>
    public required long Sid { get; init; }

    /// <summary>The segment that takes its next message.</summary>
    public required long Segment { get; set; }

    /// <summary>The newest message; zero for none.</summary>
    public required long Message { get; set; }

    /// <summary>How many messages there are; the position of the next one.</summary>
    public required long Count { get; set; }

    /// <summary>The estimated tokens of all of them.</summary>
    public required long Tokens { get; set; }

    /// <summary>The position where the group begins that a tool's result would join, or <see cref="NoGroup"/>.</summary>
    public required long OpenGroup { get; set; }

    /// <summary>Grows with every change.</summary>
    public required long Version { get; set; }

    /// <summary>Somewhere else in the same session, for writing what its history does not hold. The segment is to be set.</summary>
    public SessionHead At(HistoryPlace place) => new()
    {
        Id = Id, Sid = Sid, Segment = 0, Version = Version, Message = place.Message, Count = place.Count, Tokens = place.Tokens, OpenGroup = place.OpenGroup,
    };

    /// <summary>The end of the history. Setting it moves nothing but these numbers.</summary>
    public HistoryPlace Place
    {
        get => new(Message, Count, Tokens, OpenGroup);
        set => (Message, Count, Tokens, OpenGroup) = value;
    }
}
