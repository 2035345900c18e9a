namespace Bots.Sessions.Json.Documents;

/// <summary>What a session has of another one, as a fork or a merge.</summary>
/// <param name="Session">The session it comes from.</param>
/// <param name="User">Who owned that one when this was last looked at; null for nobody.</param>
/// <param name="Marks">Eight bytes for each message, see <see cref="SnapshotJson.MarkOf"/>.</param>
/// <param name="State">In notes of older versions the keys of state, each with the last version of its value that comes from there; empty in others.</param>
internal sealed record TakenOver(string Session, string? User, byte[] Marks, Dictionary<string, long> State)
{
    /// <summary>True when the title comes from there as well.</summary>
    public bool Title { get; init; }

    /// <summary>By key eight bytes for each value of state, see <see cref="ValueMark"/>. They hold wherever the value is set again.</summary>
    public Dictionary<string, byte[]>? Values { get; init; }

    /// <summary>When that session was created: another one may have its id by now. Null in notes of older versions.</summary>
    public string? Born { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<long> Messages => Split(Marks);

    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<ValueMark> ValueMarks => (Values ?? []).SelectMany(static key => Split(key.Value).Select(mark => new ValueMark(key.Key, mark)));

    public static TakenOver Of(string session, string? user, IEnumerable<long> messages, IEnumerable<ValueMark> values) =>
        new TakenOver(session, user, Join(messages), []).Having(values);

    /// <summary>True for a session of that id which was created at this time.</summary>
    public bool IsOf(string? created) => Born is null || Born == created;

    /// <summary>The same note with these values.</summary>
    public TakenOver Having(IEnumerable<ValueMark> values) => this with
    {
        State = [],
        Values = values.GroupBy(static value => value.Key, static value => value.Mark, StringComparer.Ordinal).ToDictionary(static key => key.Key, Join, StringComparer.Ordinal),
    };

    private static byte[] Join(IEnumerable<long> marks) => [.. marks.SelectMany(BitConverter.GetBytes)];

    private static IEnumerable<long> Split(byte[] marks) => marks.Chunk(sizeof(long)).Where(static mark => mark.Length == sizeof(long)).Select(static mark => BitConverter.ToInt64(mark));
}
