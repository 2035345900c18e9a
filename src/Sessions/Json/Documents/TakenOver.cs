namespace Bots.Sessions.Json.Documents;

/// <summary>What a session has of another one, as a fork or a merge.</summary>
/// <param name="Session">The session it comes from.</param>
/// <param name="User">Who owned that one when this was last looked at; null for nobody.</param>
/// <param name="Marks">Eight bytes for each message, see <see cref="SnapshotJson.MarkOf"/>.</param>
/// <param name="State">The keys of state, each with the version of its value here.</param>
internal sealed record TakenOver(string Session, string? User, byte[] Marks, Dictionary<string, long> State)
{
    /// <summary>True when the title comes from there as well.</summary>
    public bool Title { get; init; }

    public IEnumerable<long> Messages => Marks.Chunk(sizeof(long)).Where(static mark => mark.Length == sizeof(long)).Select(static mark => BitConverter.ToInt64(mark));

    public static TakenOver Of(string session, string? user, IEnumerable<long> messages, Dictionary<string, long> state) =>
        new(session, user, [.. messages.SelectMany(BitConverter.GetBytes)], state);
}
