using Bots.Sessions.Json.Documents;
using Bots.Sessions.Merging;

namespace Bots.Sessions.Json;

/// <summary>Versions in the session files, as checkpoints with a number; and merges.</summary>
internal sealed class JsonSessionVersions(ExistingSessions sessions, SessionWriter writer, JsonSessionTies ties, TimeProvider time) : ISessionVersions
{
    public async ValueTask<int?> SaveVersionAsync(string sessionId, string description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        var number = 0;
        var saved = await sessions.ChangeAsync<object>(sessionId, document =>
        {
            var place = new SessionCheckpoint(Guid.NewGuid().ToString(), document.MessageCount - 1, Now(), null, CheckpointKind.Version);
            return (SessionSnapshots.Save(document, place, MessageText.WellFormed(description), out number), place);
        }, cancellationToken);
        return saved is null ? null : number;
    }

    public async ValueTask<IReadOnlyList<SessionVersion>> ListVersionsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await sessions.ReadAsync(sessionId, cancellationToken) is { } document
            ? [.. SessionSnapshots.Read(document).Select(static snapshot => snapshot.Version).OfType<SessionVersion>()]
            : [];

    public async ValueTask<bool> RestoreVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        await sessions.ChangeAsync<object>(sessionId, document =>
            SessionSnapshots.Read(document).FirstOrDefault(snapshot => snapshot.Version?.Number == number) is { } target
                ? (SessionSnapshots.GoTo(document, target, Now(), out var wayBack), wayBack)
                : null, cancellationToken) is not null;

    public async ValueTask<bool> DeleteVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        await sessions.ChangeAsync<object>(sessionId, document =>
            SessionSnapshots.Forget(document, snapshot => snapshot.Version?.Number == number) is { } changed ? (changed, changed) : null, cancellationToken) is not null;

    public async ValueTask<MergeResult> MergeAsync(string leftId, string rightId, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        var target = MergeRules.TargetOf(leftId, options);
        await writer.EndIfOverAsync(target, cancellationToken);
        // Nobody erases a user between reading what a side holds and writing it elsewhere.
        using var tree = await ties.HoldAsync(cancellationToken);
        var left = await sessions.ReadAsync(leftId, cancellationToken) ?? throw MergeRules.Refusal(leftId, leftId, rightId);
        var right = await sessions.ReadAsync(rightId, cancellationToken) ?? throw MergeRules.Refusal(rightId, leftId, rightId);
        var state = await MergeStateAsync((leftId, left), (rightId, right), options?.State ?? MergePreference.Right, cancellationToken);
        var (merged, result) = SessionMerge.Of((leftId, left), (rightId, right), target, state, Now());
        return await sessions.StartAsync(target, merged, cancellationToken) ? result : throw MergeRules.Refusal(target, leftId, rightId);
    }

    private async ValueTask<(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Conflicts)> MergeStateAsync(
        (string Id, SessionDocument Document) left, (string Id, SessionDocument Document) right, MergePreference preference, CancellationToken cancellationToken)
    {
        var (leftOrigin, rightOrigin) = StateMerge.Origins(
            await LineAsync(left.Id, left.Document, cancellationToken), await LineAsync(right.Id, right.Document, cancellationToken));
        return StateMerge.Merge(SideOf(left.Document, leftOrigin), SideOf(right.Document, rightOrigin), preference);
    }

    private static StateSide SideOf(SessionDocument document, IReadOnlyDictionary<string, string> origin) =>
        StateSide.Of(SessionState.Read(document, SessionState.Own), origin);

    /// <summary>The session and those it was forked from. Files can name each other in a circle: each is visited once.</summary>
    private async ValueTask<List<ForkedSession>> LineAsync(string sessionId, SessionDocument document, CancellationToken cancellationToken)
    {
        var line = new List<ForkedSession>();
        for (var at = document; at is not null && line.TrueForAll(session => session.Id != sessionId);)
        {
            var (origin, parent) = (SessionState.OriginOf(at), at.Text("parent_id"));
            at = origin is null || parent is not { Length: > 0 } ? null : await sessions.ReadAsync(parent, cancellationToken);
            line.Add(new(sessionId, at is null ? null : origin));
            sessionId = parent ?? "";
        }

        return line;
    }

    private DateTimeOffset Now() => MessageText.ToMicroseconds(time.GetUtcNow());
}
