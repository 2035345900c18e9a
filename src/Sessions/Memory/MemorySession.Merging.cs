using Bots.Sessions.Merging;

namespace Bots.Sessions.Memory;

/// <content>One session of two.</content>
internal sealed partial class MemorySession
{
    /// <summary>Makes a session of this one and another; what they share is shared with the new one too.</summary>
    public (MemorySession Merged, MergeResult Result) MergeWith(MemorySession right, string id, MergePreference preference, DateTimeOffset at)
    {
        var shared = MemoryHistory.CommonCount(_history, right._history);
        var (equal, tail) = MergeUnits.Merge(MergeUnits.Of(Window(null), shared), MergeUnits.Of(right.Window(null), shared));
        var origins = StateMerge.Origins(Line(), right.Line());
        var (values, conflicts) = StateMerge.Merge(StateSide.Of(State, origins.Left), StateSide.Of(right.State, origins.Right), preference);
        var places = Places().Concat(right.Places()).ToLookup(static place => place.Message, ReferenceEqualityComparer.Instance);
        var merged = new MemorySession(id, at)
        {
            _history = tail.Aggregate(MemoryHistory.First(_history, shared + equal), (before, message) => MemoryHistory.Append(before, places[message].First())),
            State = ScopedValues.New(values, at),
        };
        merged._data = merged._data with
        {
            Title = _data.Title ?? right._data.Title, AgentName = _data.AgentName ?? right._data.AgentName, UserId = _data.UserId ?? right._data.UserId, Version = 1,
        };
        var mine = State.Texts;
        var namer = _data.Title is null ? right : this;
        merged._titleOf = namer._titleOf ?? namer.Author;
        foreach (var (key, value) in merged.State.Values)
            merged.NoteSource(ValueMark.Of(key, value.Value!.Value), mine.GetValueOrDefault(key) == value.Value!.Value.GetRawText() ? this : right);
        return (merged, new(id, shared + equal, merged.Count, conflicts));
    }

    private List<ForkedSession> Line()
    {
        var line = new List<ForkedSession>();
        for (var session = this; session is not null; session = session.ForkedAt is null ? null : session.Parent)
            line.Add(new(session.Data.Id, session.Parent is null ? null : session.Origin?.Texts));
        return line;
    }
}
