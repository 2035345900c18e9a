using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteWriterTests : SqliteFolderTests
{
    [Fact]
    public async Task What_waits_is_committed_together()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "first");
        var before = Commits();

        var waiting = await WhileAnotherWritesAsync(() =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(number => store.AddMessageAsync($"{number}", "user", "text").AsTask())));

        Assert.All(await waiting, Assert.True);
        Assert.Equal(1, Commits() - before);
    }

    [Fact]
    public async Task One_at_a_time_each_write_is_a_commit_of_its_own()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "first");
        var before = Commits();

        for (var number = 0; number < 5; number++) await store.AddMessageAsync("a", "user", "text");

        Assert.Equal(5, Commits() - before);
    }

    [Fact]
    public async Task Writes_started_without_waiting_share_commits_even_right_after_single_ones()
    {
        var store = Open();
        for (var number = 0; number < 50; number++) await store.AddMessageAsync("a", "user", "text");
        var before = Commits();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => store.AddMessageAsync("a", "user", "text").AsTask()).ToArray());

        Assert.InRange(Commits() - before, 1, 400);
        Assert.Equal(550, (await store.GetChatHistoryAsync("a")).Count);
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_not_written()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "first");
        using var cancellation = new CancellationTokenSource();

        var cancelled = await WhileAnotherWritesAsync(async () =>
        {
            var write = store.AddMessageAsync("a", "user", "never", cancellationToken: cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        }, untilDone: true);
        await cancelled;
        await store.AddMessageAsync("a", "user", "second");

        Assert.Equal(["first", "second"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
    }

    [Fact]
    public async Task Closing_finishes_what_waits()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "first");

        var both = await WhileAnotherWritesAsync(() =>
        {
            var writes = Enumerable.Range(0, 20).Select(_ => store.AddMessageAsync("a", "user", "text").AsTask()).ToArray();
            return Task.WhenAll([.. writes, store.DisposeAsync().AsTask()]);
        });
        await both;

        Assert.Equal(21, (await Open().GetChatHistoryAsync("a")).Count);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_fail_those_beside_it()
    {
        await using var writer = NewWriter();
        await writer.WriteAsync(0, static (_, nothing) => nothing, CancellationToken.None);

        var waiting = await WhileAnotherWritesAsync(() => Task.WhenAll(Enumerable.Range(0, 9).Select(number => TryAsync(writer, number))));

        Assert.Equal("-++-++-++", string.Concat((await waiting).Select(static written => written ? "+" : "-")));
        Assert.Equal(6, Number("SELECT count(*) FROM alias"));
    }

    [Fact]
    public async Task A_program_that_keeps_the_turn_for_too_long_makes_writes_fail_as_busy()
    {
        var store = Open(static options => options.LockTimeout = TimeSpan.FromMilliseconds(200));
        await store.AddMessageAsync("a", "user", "first");

        var failed = await WhileAnotherWritesAsync(async () =>
        {
            Assert.False(await store.AddMessageAsync("a", "user", "never"));
            var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.ClearSessionAsync("a"));
            Assert.True(failure.IsTransient);
        }, untilDone: true);
        await failed;

        Assert.True(await store.AddMessageAsync("a", "user", "second"));
        Assert.Equal(["first", "second"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
    }

    [Fact]
    public async Task A_program_that_locks_the_database_for_too_long_makes_writes_fail_as_busy()
    {
        var store = Open(static options => options.LockTimeout = TimeSpan.FromMilliseconds(200));
        await store.AddMessageAsync("a", "user", "first");
        using (var other = Connection.Open(Database, TimeSpan.FromSeconds(30)))
        {
            other.Execute("BEGIN IMMEDIATE");

            Assert.False(await store.AddMessageAsync("a", "user", "never"));
            var failure = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.ClearSessionAsync("a"));
            Assert.DoesNotContain("locked", failure.Message, StringComparison.Ordinal);
            Assert.Single(await store.GetChatHistoryAsync("a"));
        }

        Assert.True(await store.AddMessageAsync("a", "user", "second"));
    }

    [Fact]
    public async Task Reading_does_not_wait_for_a_write()
    {
        var store = Open();
        await store.AddMessageAsync("a", "user", "first");
        using var other = Connection.Open(Database, TimeSpan.FromSeconds(30));
        other.Execute("BEGIN IMMEDIATE; DELETE FROM message");

        Assert.Single(await store.GetChatHistoryAsync("a"));
    }

    private Writer NewWriter()
    {
        var file = new SqliteFile(new SqliteSessionOptions { Path = Database });
        return new(new WriterConnection(file, TimeProvider.System, NullLogger.Instance), static _ => { });
    }

    private static async Task<bool> TryAsync(Writer writer, int number)
    {
        try
        {
            return await writer.WriteAsync(number, AddUnlessThird, CancellationToken.None);
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static bool AddUnlessThird(WriteTransaction transaction, int number)
    {
        using var insert = transaction.Connection.Query("INSERT INTO alias VALUES(?1, 'x')").Bind(1, $"{number}");
        insert.Run();
        return number % 3 != 0 ? true : throw new NotSupportedException();
    }

    /// <summary>Starts something while another process has the turn to write; returns it when that has ended.</summary>
    private async Task<TTask> WhileAnotherWritesAsync<TTask>(Func<TTask> start, bool untilDone = false)
        where TTask : Task
    {
        using var turn = new FileLock(Database + ".lock");
        turn.Enter();
        var started = start();
        if (untilDone) await started;
        turn.Exit();
        return started;
    }

    /// <summary>The commits in the write-ahead log: frames that note the size of the database.</summary>
    private int Commits()
    {
        using var log = new FileStream(Database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (commits, frame) = (0, new byte[24 + 4096]);
        log.Seek(32, SeekOrigin.Begin);
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            if (frame.AsSpan(4, 4).ContainsAnyExcept((byte)0)) commits++;
        }

        return commits;
    }
}
