using Bots.Sessions.Sqlite.Integrity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : IStoreIntegrity
{
    // What one repair brings to light (a history without a session, for instance) the next one mends.
    private const int MaxRounds = 4;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IntegrityProblem>> CheckIntegrityAsync(CancellationToken cancellationToken = default) =>
        [.. (await FindAsync(cancellationToken)).Select(static finding => finding.Problem)];

    /// <inheritdoc/>
    /// <remarks>A message that cannot be read any more leaves a note in its place; a history that has lost its session gets a new one.</remarks>
    public async ValueTask<IReadOnlyList<IntegrityProblem>> RepairAsync(bool dryRun = false, CancellationToken cancellationToken = default)
    {
        var findings = await FindAsync(cancellationToken);
        var mendable = findings.Where(static finding => finding.Mend is not null).ToList();
        if (dryRun || mendable.Count == 0) return [.. mendable.Select(static finding => finding.Problem)];
        for (var round = 0; round < MaxRounds && findings.Exists(static finding => finding.Mend is not null); round++)
        {
            foreach (var mend in findings.Select(static finding => finding.Mend).OfType<Mend>().DistinctBy(static mend => mend.Key))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await MendAsync(mend, cancellationToken);
            }

            findings = await FindAsync(cancellationToken);
        }

        return [.. mendable.Where(finding => !findings.Exists(left => left.Problem == finding.Problem)).Select(static finding => finding.Problem)];
    }

    private async ValueTask MendAsync(Mend mend, CancellationToken cancellationToken)
    {
        try
        {
            if (mend.OnFile is { } work) await Task.Run(() => work(_file), cancellationToken);
            else await _writer.WriteAsync(mend, Apply, cancellationToken);
        }
        catch (Exception damaged) when (damaged is SqliteException or SessionStoreException { IsTransient: false })
        {
            // The pages it would write to are damaged as well. Whatever else can be mended is, and this stays among what the check finds.
            LogNotMended(_log, mend.Remedy, damaged);
        }
    }

    private static bool Apply(Engine.WriteTransaction transaction, Mend mend)
    {
        mend.Apply(transaction);
        return true;
    }

    // A look at everything takes long: not on the caller's thread.
    private async Task<List<Finding>> FindAsync(CancellationToken cancellationToken) => await Task.Run(
        () =>
        {
            var inside = new IntegrityCheck(_file, _time).Run(cancellationToken);
            inside.AddRange(new LeftFiles(Location, _time).Look());
            return inside;
        },
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This could not be done, because the file is damaged: {Remedy}")]
    private static partial void LogNotMended(ILogger logger, string remedy, Exception failure);
}
