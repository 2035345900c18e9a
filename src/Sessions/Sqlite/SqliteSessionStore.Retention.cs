using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Retention;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionRetention
{
    /// <inheritdoc/>
    public ValueTask<bool> SetExpiryAsync(string sessionId, DateTimeOffset? at, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(
            (id: SessionId.Check(sessionId), at), static (transaction, asked) => ExpiredSessions.Set(transaction, asked.id, asked.at), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CleanupAsync(TimeSpan? olderThan, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        RetentionRules.Check(olderThan);
        var before = olderThan is { } age ? Microseconds.From(_time.GetUtcNow()) - Microseconds.Of(age) : long.MinValue;
        var found = await ReadAsync(before, static (connection, time) => ExpiredSessions.List(connection, time), cancellationToken);
        if (dryRun) return found;
        var erased = new List<string>();
        foreach (var id in found)
        {
            var isErased = await _writer.WriteAsync(
                (id, before), static (transaction, asked) => ExpiredSessions.Erase(transaction, asked.id, asked.before), cancellationToken);
            if (isErased) erased.Add(id);
        }

        return erased;
    }

    /// <inheritdoc/>
    /// <remarks>Where another program reads an older state of the file, this waits for it at most <see cref="SqliteSessionOptions.LockTimeout"/>, and then
    /// says so in <see cref="ErasureReport.Remaining"/>, as it says which other files right beside the database name the user. Whoever writes to the file next, in whatever process, finishes the erasure.</remarks>
    public async ValueTask<ErasureReport> EraseUserAsync(string userId, long? keepsEntry = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var report = await _writer.WriteAsync((userId, keepsEntry), static (transaction, asked) => UserEraser.Erase(transaction, asked.userId, asked.keepsEntry), cancellationToken);
        report = report with { Remaining = [.. report.Remaining, .. CopiesBeside.Of(Location), .. NeighbouringFiles.Of(Location, userId, cancellationToken)] };
        if (await _writer.IsErasedAsync(_file.LockTimeout, cancellationToken)) return report;
        await _writer.WriteAsync(true, UnfinishedErasure.Note, CancellationToken.None);
        return report with { Remaining = [.. report.Remaining, StillInLog()] };
    }

    private string StillInLog() =>
        $"Everything is erased in the database, but {_file.LogPath} still holds old pages, because {FileUsers.Of(Location)} reads an older state of it. "
        + "The next write after that has ended empties it; run this again then to be sure.";
}
