using Bots.Sessions.Merging;

namespace Bots.Sessions.Memory;

/// <content>Versions and merges.</content>
public sealed partial class MemorySessionStore : ISessionVersions
{
    /// <inheritdoc/>
    public ValueTask<int?> SaveVersionAsync(string sessionId, string description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return Locked(() => Find(sessionId)?.Save(description, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionVersion>> ListVersionsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<SessionVersion>>(() => [.. Find(sessionId)?.Versions ?? []], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RestoreVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.Restore(number, Now()) is not null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteVersionAsync(string sessionId, int number, CancellationToken cancellationToken = default) =>
        Locked(() => Find(sessionId)?.ForgetVersion(number) == true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MergeResult> MergeAsync(string leftId, string rightId, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        var target = MergeRules.TargetOf(leftId, options);
        return Locked(() =>
        {
            var left = Find(leftId) ?? throw MergeRules.Refusal(leftId, leftId, rightId);
            var right = Find(rightId) ?? throw MergeRules.Refusal(rightId, leftId, rightId);
            if (Find(target) is not null) throw MergeRules.Refusal(target, leftId, rightId);
            var (merged, result) = left.MergeWith(right, target, options?.State ?? MergePreference.Right, Now());
            Start(merged);
            return result;
        }, cancellationToken);
    }
}
