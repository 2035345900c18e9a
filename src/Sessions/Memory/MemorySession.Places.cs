using Bots.Sessions.Transfer;

namespace Bots.Sessions.Memory;

/// <content>Checkpoints and versions: places in a history, and the ways back to them.</content>
internal sealed partial class MemorySession
{
    private readonly List<MemoryCheckpoint> _checkpoints = [];
    private int _lastCheckpoint;
    private int _lastVersion;

    public IEnumerable<SessionCheckpoint> Checkpoints => _checkpoints.Select(static checkpoint => checkpoint.Shown);

    public IEnumerable<SessionVersion> Versions => _checkpoints.Select(static checkpoint => checkpoint.Version).OfType<SessionVersion>();

    /// <summary>Marks the present end of the history.</summary>
    public SessionCheckpoint Mark(string? label, CheckpointKind kind, DateTimeOffset at, SessionVersion? version = null)
    {
        var shown = new SessionCheckpoint($"cp{++_lastCheckpoint}", Count - 1, at, label, kind);
        _checkpoints.Add(new(shown, _history, State) { Version = version });
        return shown;
    }

    /// <summary>Saves the present messages and state under the next number.</summary>
    public int Save(string description, DateTimeOffset at)
    {
        Mark(null, CheckpointKind.Version, at, new(++_lastVersion, description, at, Count));
        return _lastVersion;
    }

    /// <summary>Goes back to a saved version; null when there is none.</summary>
    public SessionCheckpoint? Restore(int number, DateTimeOffset at) =>
        _checkpoints.Find(one => one.Version?.Number == number) is { } target ? GoTo(target, at) : null;

    /// <summary>Goes back to a checkpoint, by id or label; null when there is none.</summary>
    public SessionCheckpoint? Revert(string checkpoint, DateTimeOffset at) =>
        (_checkpoints.Find(one => one.Shown.Id == checkpoint) ?? _checkpoints.FindLast(one => one.Shown.Label == checkpoint)) is { } target ? GoTo(target, at) : null;

    /// <summary>Ends the history with the group of the message at this index; null when there is no such message.</summary>
    public SessionCheckpoint? Revert(int index, DateTimeOffset at) =>
        Has(index) ? MoveTo(MemoryHistory.First(_history, EndOfGroup(index) + 1), at) : null;

    /// <summary>The checkpoints with what they stand for.</summary>
    public List<CheckpointContent> Contents() => _checkpoints.ConvertAll(checkpoint => new CheckpointContent(
        checkpoint.Shown, MemoryHistory.Newest(checkpoint.History, int.MaxValue), checkpoint.State.Values.ToDictionary(static value => value.Key, static value => value.Value.Value!.Value, StringComparer.Ordinal))
    {
        Version = checkpoint.Version,
        TakenOver = Ranges(checkpoint.History),
        ValuesOf = OwnersOf(checkpoint.State),
    });

    /// <summary>Adds a checkpoint of another store.</summary>
    public void Add(CheckpointContent content, int shared)
    {
        var history = MemoryHistory.Append(MemoryHistory.First(_history, shared), content.Messages.Skip(shared), Author);
        history = Owned(history, shared, content.TakenOver);
        var state = ScopedValues.Empty.Restore(content.State, content.Place.CreatedAt);
        if (content.ValuesOf is not null) Keep(state, content.OwnersOfState());
        _checkpoints.Add(new(content.Place with { Id = $"cp{++_lastCheckpoint}" }, history, state)
        {
            Version = content.Version is { } version ? version with { MessageCount = content.Messages.Count } : null,
        });
        _lastVersion = Math.Max(_lastVersion, content.Version?.Number ?? 0);
    }

    /// <exception cref="InvalidOperationException">It is a saved version.</exception>
    public bool Forget(string checkpointId)
    {
        if (_checkpoints.Find(one => one.Shown.Id == checkpointId) is not { } checkpoint) return false;
        return checkpoint.Version is { } version ? throw SessionTrees.IsVersion(checkpointId, version.Number) : _checkpoints.Remove(checkpoint);
    }

    public bool ForgetVersion(int number) => _checkpoints.RemoveAll(one => one.Version?.Number == number) > 0;

    private SessionCheckpoint GoTo(MemoryCheckpoint target, DateTimeOffset at)
    {
        var wayBack = MoveTo(target.History, at);
        State = State.Restore(target.State.Values.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value), at);
        return wayBack;
    }

    private SessionCheckpoint MoveTo(MemoryHistory? target, DateTimeOffset at)
    {
        var wayBack = Mark(null, CheckpointKind.Undo, at);
        Become(target, at);
        return wayBack;
    }
}
