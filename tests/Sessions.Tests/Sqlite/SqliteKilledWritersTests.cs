using Bots.Sessions.Sqlite;
using Bots.Sessions.Tests.Processes;
using Bots.Sessions.Worker;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>Processes that append, fork and revert on one file, and are killed at it. <c>bench -- store stress</c> does the same at length.</summary>
public sealed class SqliteKilledWritersTests : SqliteFolderTests
{
    [Fact]
    public async Task What_killed_writers_were_told_is_there_and_the_file_is_whole()
    {
        var ledgers = (await Task.WhenAll(Enumerable.Range(0, 3).Select(KillAgainAndAgainAsync))).SelectMany(static list => list).ToList();
        var store = Open();

        foreach (var ledger in ledgers) Assert.Empty(await ledger.CheckAsync(store));
        Assert.Empty(await store.CheckIntegrityAsync());
        Assert.True(ledgers.Sum(static ledger => ledger.Acknowledged) > 50);
        await store.DisposeAsync();
        Assert.Equal(["sessions.db", "sessions.db.lock"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
    }

    private async Task<List<BranchLedger>> KillAgainAndAgainAsync(int slot)
    {
        var ledgers = new List<BranchLedger>();
        for (var round = 0; round < 3; round++)
        {
            using var worker = WorkerProcess.Branch("sqlite", Database, "all", $"w{slot}r{round}", int.MaxValue);
            await worker.KillAfterAsync(31 + (slot * 17) + (round * 23));
            ledgers.Add(new("all", $"w{slot}r{round}"));
            worker.Acknowledged.ForEach(ledgers[^1].Read);
        }

        return ledgers;
    }
}
