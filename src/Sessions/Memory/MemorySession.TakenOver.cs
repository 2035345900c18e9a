using Bots.Sessions.Merging;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Memory;

/// <content>What a session has of others, as a fork or a merge, and losing it.</content>
internal sealed partial class MemorySession
{
    private readonly Dictionary<ValueMark, MemoryAuthor> _takenOver = [];
    private MemoryAuthor? _titleOf;

    /// <summary>Erases what the session has of such authors; answers how many messages of its history that were, or null when it has nothing of theirs.</summary>
    public int? Lose(Func<MemoryAuthor, bool> isOf, DateTimeOffset at)
    {
        var values = _takenOver.Where(value => isOf(value.Value)).Select(static value => value.Key).ToHashSet();
        var places = Places();
        var hasTheirs = places.Concat(_checkpoints.SelectMany(static checkpoint => MemoryHistory.Places(checkpoint.History))).Any(place => isOf(place.Author));
        if (_titleOf is { } namer && isOf(namer)) (_data, _titleOf) = (_data with { Title = null }, null);
        if (values.Count > 0) LoseState(values);
        if (!hasTheirs) return values.Count > 0 ? 0 : null;

        var known = new Dictionary<(MemoryHistory?, MemoryHistory), MemoryHistory>();
        var before = Count;
        var taken = places.Take(ForkedAt + 1 ?? 0).ToHashSet();
        var history = Without(_history, isOf, known, out var staying);
        if (ForkedAt is not null) ForkedAt = staying.Count(taken.Contains) - 1;
        for (var index = 0; index < _checkpoints.Count; index++) _checkpoints[index] = Without(_checkpoints[index], isOf, known);
        _summaries.Clear();
        Become(history, at);
        return before - Count;
    }

    /// <summary>What the session has of others whose owner is known.</summary>
    public TakenOverContent TakenOver() => new(
        Ranges(_history),
        OwnersOf(State),
        _data.Title is not null && _titleOf != Author ? _titleOf?.UserId : null);

    /// <summary>Notes what another store says of this.</summary>
    public void Keep(TakenOverContent content)
    {
        _history = Owned(_history, 0, content.Messages);
        Keep(State, content.Values);
        if (content.Title is { } namer && _data.Title is not null) _titleOf = new() { UserId = namer };
    }

    /// <summary>Forgets the names that it has of its parent.</summary>
    public void ForgetOrigin() => (_data, _titleOf) = (_data with { Title = null, AgentName = null, UserId = null }, null);

    private Dictionary<string, string?> OwnersOf(ScopedValues table) =>
        MarksOf(table).Select(value => KeyValuePair.Create(value.Key, OwnerOf(value))).Where(static value => value.Value is not null).ToDictionary(StringComparer.Ordinal);

    private string? OwnerOf(ValueMark value) => _takenOver.TryGetValue(value, out var author) && author != Author ? author.UserId : null;

    private void Keep(ScopedValues table, IReadOnlyDictionary<string, string?> owners)
    {
        foreach (var value in MarksOf(table))
        {
            if (!owners.TryGetValue(value.Key, out var owner) || OwnerOf(value) == owner) continue;
            if (owner is null) _takenOver.Remove(value);
            else _takenOver[value] = new() { UserId = owner };
        }
    }

    private static IEnumerable<ValueMark> MarksOf(ScopedValues table) => table.Values.Select(static value => ValueMark.Of(value.Key, value.Value.Value!.Value));

    private IReadOnlyList<TakenOverText> Ranges(MemoryHistory? history) => TakenOverText.RangesOf(MemoryHistory.Places(history).Select(OwnerOf));

    private string? OwnerOf(MemoryHistory place) => place.Author == Author ? null : place.Author.UserId;

    // The same history with these owners, from this message on; what is so already stays shared.
    private MemoryHistory? Owned(MemoryHistory? history, int from, IReadOnlyList<TakenOverText> ranges)
    {
        var places = MemoryHistory.Places(history);
        var owners = TakenOverText.OwnersOf(ranges, places.Length);
        var first = from;
        while (first < places.Length && OwnerOf(places[first]) == owners[first]) first++;
        var authors = owners.OfType<string>().Distinct().ToDictionary(static user => user, static user => new MemoryAuthor { UserId = user }, StringComparer.Ordinal);
        var rest = MemoryHistory.First(history, first);
        for (var index = first; index < places.Length; index++)
        {
            rest = OwnerOf(places[index]) == owners[index]
                ? MemoryHistory.Append(rest, places[index])
                : MemoryHistory.Append(rest, [places[index].Message], owners[index] is { } owner ? authors[owner] : Author);
        }

        return rest;
    }

    private string? Named(string? title)
    {
        if (title is not null) _titleOf = null;
        return title;
    }

    private void TakeOver(MemorySession from, bool withTitle)
    {
        if (withTitle) _titleOf = from._titleOf ?? from.Author;
        foreach (var value in State.Marks()) NoteSource(value, from);
    }

    private void NoteSource(ValueMark value, MemorySession from) => _takenOver[value] = from._takenOver.GetValueOrDefault(value, from.Author);

    // The same history is made only once, so that what was shared stays shared.
    private static MemoryHistory? Without(
        MemoryHistory? history, Func<MemoryAuthor, bool> isOf, Dictionary<(MemoryHistory?, MemoryHistory), MemoryHistory> known, out List<MemoryHistory> staying)
    {
        var places = MemoryHistory.Places(history);
        var stays = MergeUnits.Staying([.. places.Select(static place => place.Message)], index => isOf(places[index].Author));
        staying = [.. places.Where((_, index) => stays[index])];
        var common = stays.TakeWhile(static one => one).Count();
        MemoryHistory? rest = common == 0 ? null : places[common - 1];
        foreach (var place in staying.Skip(common))
        {
            if (!known.TryGetValue((rest, place), out var copy)) known[(rest, place)] = copy = MemoryHistory.Append(rest, place);
            rest = copy;
        }

        return rest;
    }

    private static MemoryCheckpoint Without(MemoryCheckpoint checkpoint, Func<MemoryAuthor, bool> isOf, Dictionary<(MemoryHistory?, MemoryHistory), MemoryHistory> known)
    {
        var history = Without(checkpoint.History, isOf, known, out var staying);
        return checkpoint with
        {
            Shown = checkpoint.Shown with { MessageIndex = staying.Count - 1 },
            History = history,
            Version = checkpoint.Version is { } version ? version with { MessageCount = staying.Count } : null,
        };
    }

    private void LoseState(HashSet<ValueMark> theirs)
    {
        State = State.Without(theirs);
        Origin = Origin?.Without(theirs);
        for (var index = 0; index < _checkpoints.Count; index++) _checkpoints[index] = _checkpoints[index] with { State = _checkpoints[index].State.Without(theirs) };
        foreach (var value in theirs) _takenOver.Remove(value);
    }
}
