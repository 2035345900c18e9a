namespace Bots.Sessions.Conformance.Model;

/// <summary>What a session has to be, said in the simplest way: everything is copied.</summary>
internal sealed class ModelSession
{
    public List<SessionMessage> Messages { get; private set; } = [];

    public SortedDictionary<string, int> State { get; private set; } = new(StringComparer.Ordinal);

    public List<Place> Places { get; } = [];

    public HashSet<string> Turns { get; } = [];

    public int LastVersion { get; set; }

    public string? Parent { get; set; }

    public int? ForkedAt { get; init; }

    public List<string> Children { get; } = [];

    public static ModelSession ForkOf(ModelSession parent, string parentId, int index)
    {
        var last = index < 0 ? index : MessageGroups.EndOfGroup(parent.Messages, index);
        return new() { Messages = [.. parent.Messages.Take(last + 1)], State = new(parent.State, StringComparer.Ordinal), Parent = parentId, ForkedAt = last };
    }

    public void Mark(string? label, CheckpointKind kind, int? version = null) => Places.Add(new(label, kind, [.. Messages], new(State, StringComparer.Ordinal), version));

    public void GoTo(Place place)
    {
        GoTo(place.Messages);
        State = new(place.State, StringComparer.Ordinal);
    }

    public void GoTo(IEnumerable<SessionMessage> messages)
    {
        Mark(null, CheckpointKind.Undo);
        Messages = [.. messages];
    }

    public void Clear()
    {
        Messages.Clear();
        State.Clear();
        Places.Clear();
    }
}

/// <summary>A marked place.</summary>
internal sealed record Place(string? Label, CheckpointKind Kind, List<SessionMessage> Messages, SortedDictionary<string, int> State, int? Version);
