using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Checks and mends the files of a store.</summary>
/// <remarks>What a crashed host had begun is finished first, as whenever the store is opened.</remarks>
internal sealed class JsonStoreIntegrity(SessionWriter writer, JsonSessionTies ties, string folder, TimeProvider time) : IStoreIntegrity
{
    public async ValueTask<IReadOnlyList<IntegrityProblem>> CheckIntegrityAsync(CancellationToken cancellationToken = default) =>
        [.. (await FindAsync(cancellationToken)).Select(static finding => finding.Problem)];

    public async ValueTask<IReadOnlyList<IntegrityProblem>> RepairAsync(bool dryRun = false, CancellationToken cancellationToken = default)
    {
        var mendable = (await FindAsync(cancellationToken)).Where(static finding => finding.Problem.Remedy is not null).ToList();
        if (dryRun) return [.. mendable.Select(static finding => finding.Problem)];
        foreach (var group in mendable.GroupBy(static finding => finding.Problem.SessionId, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await MendAsync(group.Key, [.. group], cancellationToken);
        }

        // What somebody holds at this moment is left alone.
        var left = mendable.Count == 0 ? [] : (await FindAsync(cancellationToken)).Select(static finding => finding.Problem).ToHashSet();
        return [.. mendable.Select(static finding => finding.Problem).Where(problem => !left.Contains(problem))];
    }

    // Turns on their way are written first: a session that is in the journal only is not missing.
    private async ValueTask<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await writer.SettleAsync();
        // A store in which no session ever stood below another one is only read.
        using var tree = File.Exists(Path.Combine(folder, StoreFolder.TreeLock)) ? await ties.HoldAsync(cancellationToken) : null;
        return Guarded(() => FolderCheck.Find(folder, time));
    }

    private async ValueTask MendAsync(string? sessionId, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        Guarded(() =>
        {
            foreach (var finding in findings) finding.Act?.Invoke();
            return true;
        });
        if (sessionId is null) return;
        await writer.ChangeAsync(sessionId, document =>
        {
            var changed = document is null ? null : findings.Aggregate(document, static (before, finding) => finding.Edit?.Invoke(before) ?? before);
            return changed == document ? null : changed;
        }, cancellationToken);
    }

    private static TAnswer Guarded<TAnswer>(Func<TAnswer> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, "The files of the store");
        }
    }
}
