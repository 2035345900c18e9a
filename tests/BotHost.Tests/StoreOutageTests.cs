using System.Diagnostics;
using System.Globalization;
using Bots.Adapters;
using Bots.BotHost.Health;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>A store that is away in the middle of load: nothing is lost, nothing is answered twice, and work resumes without a restart.</summary>
public sealed class StoreOutageTests : IDisposable
{
    private const int Users = 10;

    private readonly int[] _said = new int[Users + 1];
    private readonly CancellationTokenSource _enough = new();

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("json", true)]
    [InlineData("json", false)]
    [InlineData("memory", true)]
    public async Task Thirty_seconds_without_a_store_lose_nothing_and_repeat_nothing(string kind, bool readsFailToo)
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        var clock = new TestClock(DateTimeOffset.UtcNow);
        var faults = new FaultyStores();
        var store = Open(kind, folder.Path);
        await using (var host = await StartAsync(store, faults, logs, clock))
        {
            var writing = WriteAsync(host.Adapter);
            await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > Users, "load");

            (faults.IsDown, faults.IsFull) = (readsFailToo, !readsFailToo);
            await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "the failure is noticed");
            for (var second = 0; second < 30; second++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(5);
            }

            (faults.IsDown, faults.IsFull) = (false, false);
            await PumpAsync(clock, () => !host.Get<StoreHealth>().IsDown);
            await _enough.CancelAsync();
            await PumpAsync(clock, () => writing.IsCompleted && host.Adapter.Delivered.Count >= _said.Sum());

            AssertEveryoneIsAnsweredOnceInOrder(host.Adapter);
        }

        AssertOneLineEach(logs);
        await DisposeAsync(store);
    }

    [Fact]
    public async Task While_the_store_is_down_messages_are_refused_at_once_without_asking_it()
    {
        using var logs = new RecordingLogs();
        var faults = new FaultyStores { IsDown = false };
        await using var host = await StartAsync(new MemorySessionStore(), faults, logs, new TestClock());
        faults.IsDown = true;
        await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default));

        var refused = await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Adapter.Sink!.AcceptAsync([Some.Message("two")], default));

        Assert.True(refused.IsTransient);
        Assert.Single(faults.Failures, static method => method == "AcceptAsync");
        faults.IsDown = false;
    }

    [Fact]
    public async Task A_disk_that_takes_a_lease_and_no_message_does_not_work_again()
    {
        using var logs = new RecordingLogs();
        var faults = new FaultyStores();
        var clock = new TestClock();
        await using var host = await StartAsync(new MemorySessionStore(), faults, logs, clock);
        faults.IsTight = true;

        for (var second = 0; second < 20; second++)
        {
            await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Adapter.Sink!.AcceptAsync([Some.Message($"message {second}")], default));
            var probes = faults.Failures.Count(static method => method == "AcceptAsync");
            await PumpAsync(clock, () => faults.Failures.Count(static method => method == "AcceptAsync") > probes);
        }

        Assert.DoesNotContain(logs.Lines, static line => line.Text.StartsWith("The store works again", StringComparison.Ordinal));
        faults.IsTight = false;
        await PumpAsync(clock, () => !host.Get<StoreHealth>().IsDown);
        AssertOneLineEach(logs);
    }

    [Fact]
    public async Task A_command_that_overtakes_is_tried_again_like_any_message()
    {
        using var logs = new RecordingLogs();
        var faults = new FaultyStores();
        await using var host = await StartAsync(new MemorySessionStore(), faults, logs, TimeProvider.System);
        faults.Surprise = "BeginAsync";

        await host.Adapter.Sink!.AcceptAsync([Some.Message("/stop")], default);

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "the command is answered");
        Assert.Null(faults.Surprise);
    }

    [Fact]
    public async Task A_probe_that_the_store_took_is_done_with_however_often_it_fails_then()
    {
        using var logs = new RecordingLogs();
        var faults = new FaultyStores();
        var clock = new TestClock();
        var store = new MemorySessionStore();
        await using var host = await StartAsync(store, faults, logs, clock);
        faults.IsDown = true;
        await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default));
        faults.Surprise = "BeginAsync";
        faults.IsDown = false;

        await PumpAsync(clock, () => !host.Get<StoreHealth>().IsDown && faults.Surprise is null);
        await PumpAsync(clock, () => host.Get<TurnQueue>().Lanes == 0);

        Assert.Empty(await DeliveryStores.From(store)!.Inbox.ListAsync(InboxState.Open));
    }

    [Fact]
    public async Task A_host_stops_in_time_while_another_program_holds_its_database()
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = Database(folder.Path), LockTimeout = TimeSpan.FromSeconds(90) });
        var gate = new TaskCompletionSource();
        var host = await TestHost.StartAsync(Some.Agent((_, _) => AfterAsync(gate.Task)), store, static options => options.DrainTimeout = TimeSpan.FromSeconds(1), logs: logs);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one"), Some.Message("two", "2")], default);
        await Eventually.TrueAsync(() => host.Get<TurnQueue>().Running == 2, "both turns");
        await using var other = new SqliteConnection($"Data Source={Database(folder.Path)};Pooling=False");
        await other.OpenAsync();
        Execute(other, "PRAGMA busy_timeout=10000; BEGIN IMMEDIATE");
        gate.SetResult();

        // A single call of the store waits for a minute and a half.
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Execute(other, "ROLLBACK");

        Assert.Contains(logs.Lines, static line => line.Text.StartsWith("Stopped;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_stops_while_its_store_is_down()
    {
        using var logs = new RecordingLogs();
        var faults = new FaultyStores();
        var host = await TestHost.StartAsync(Some.Echo(), configure: static options => options.DrainTimeout = TimeSpan.Zero, delivery: faults.Around(DeliveryStores.From(new MemorySessionStore())!), logs: logs);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        faults.IsDown = true;
        await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown || host.Adapter.Delivered.Count == 1, "something happened");

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains(logs.Lines, static line => line.Text.StartsWith("Stopped;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_waited_for()
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        await using var store = new SqliteSessionStore(
            new SqliteSessionOptions { Path = Database(folder.Path), LockTimeout = TimeSpan.FromMilliseconds(200) }, logger: factory.CreateLogger<SqliteSessionStore>());
        await using var host = await StartAsync(store, new(), logs, TimeProvider.System);
        var writing = WriteAsync(host.Adapter);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > Users, "load");

        await using (var other = new SqliteConnection($"Data Source={Database(folder.Path)};Pooling=False"))
        {
            await other.OpenAsync();
            Execute(other, "PRAGMA busy_timeout=10000; BEGIN IMMEDIATE");
            await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "the lock is noticed");
            Execute(other, "ROLLBACK");
        }

        await Eventually.TrueAsync(() => !host.Get<StoreHealth>().IsDown, "the recovery is noticed");
        await _enough.CancelAsync();
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= _said.Sum(), "everyone is answered", 60);
        AssertEveryoneIsAnsweredOnceInOrder(host.Adapter);
        AssertOneLineEach(logs);
    }

    [Fact]
    public async Task A_lock_is_named_before_the_lease_has_ended_however_patient_the_store_is_and_work_resumes_by_itself()
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        var clock = new LiveClock();
        await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = Database(folder.Path), LockTimeout = TimeSpan.FromHours(1) });
        var calls = new FaultyStores();
        await using var host = await StartAsync(store, calls, logs, clock);
        await host.SayAsync("before");

        await using (var other = new SqliteConnection($"Data Source={Database(folder.Path)};Pooling=False"))
        {
            await other.OpenAsync();
            Execute(other, "PRAGMA busy_timeout=10000; BEGIN EXCLUSIVE");
            var waiting = host.Adapter.Sink!.AcceptAsync([Some.Message("waits for the store")], default);
            var renewals = calls.Calls.Count(static method => method == "ClaimAsync");
            clock.Advance(TimeSpan.FromSeconds(10));
            await Eventually.TrueAsync(() => calls.Calls.Count(static method => method == "ClaimAsync") > renewals, "the lease is to be renewed");
            Assert.False(host.Get<StoreHealth>().IsDown);
            clock.Advance(TimeSpan.FromSeconds(15));
            await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "the lock is noticed");
            await Assert.ThrowsAsync<SessionStoreException>(async () => await host.Adapter.Sink!.AcceptAsync([Some.Message("comes again")], default));
            var (isReady, text) = await host.Get<HealthReport>().ReadyAsync(default);
            Assert.False(isReady);
            Assert.Contains(Database(folder.Path), text, StringComparison.Ordinal);
            Execute(other, "ROLLBACK");
            await waiting;
        }

        await Eventually.TrueAsync(() => !host.Get<StoreHealth>().IsDown, "the recovery is noticed");
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "what waited is answered");
        Assert.Equal("echo: comes again", await host.SayAsync("comes again"));
        AssertOneLineEach(logs);
        Assert.Contains($"{Database(folder.Path)} has not answered for 15 s: another program holds it, or what it lies on hangs. Look for a program that holds it.", logs.Of(LogLevel.Error).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_goes_away_is_waited_for()
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        var disk = Directory.CreateDirectory(Path.Combine(folder.Path, "disk")).FullName;
        var data = Path.Combine(folder.Path, "sessions");
        File.CreateSymbolicLink(data, disk);
        using var store = new JsonSessionStore(new() { Directory = data });
        await using var host = await StartAsync(store, new(), logs, TimeProvider.System);
        var writing = WriteAsync(host.Adapter);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > Users, "load");

        Unmount(data);
        await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "it is noticed");
        Mount(data, disk);

        await Eventually.TrueAsync(() => !host.Get<StoreHealth>().IsDown, "the recovery is noticed");
        await _enough.CancelAsync();
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= _said.Sum(), "everyone is answered", 60);
        AssertEveryoneIsAnsweredOnceInOrder(host.Adapter);
        AssertOneLineEach(logs);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_store_that_is_moved_away_is_waited_for_and_no_empty_one_takes_its_place(string kind)
    {
        using var folder = new TempFolder();
        using var logs = new RecordingLogs();
        var (data, away) = (Path.Combine(folder.Path, "data"), Path.Combine(folder.Path, "away"));
        var store = Open(kind, data);
        await using (var host = await StartAsync(store, new(), logs, TimeProvider.System))
        {
            var writing = WriteAsync(host.Adapter);
            await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > Users, "load");

            Directory.Move(data, away);
            await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "it is noticed");
            Assert.Contains("Put it back", host.Get<StoreHealth>().Problem, StringComparison.Ordinal);
            Assert.False(Directory.Exists(data));
            Directory.Move(away, data);

            await Eventually.TrueAsync(() => !host.Get<StoreHealth>().IsDown, "the recovery is noticed");
            await _enough.CancelAsync();
            await writing.WaitAsync(TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= _said.Sum(), "everyone is answered", 60);
            AssertEveryoneIsAnsweredOnceInOrder(host.Adapter);
            AssertOneLineEach(logs);
        }

        await DisposeAsync(store);
    }

    [TinyDiskTheory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_disk_that_is_full_is_waited_for(string kind)
    {
        using var disk = TinyDisk.TryMount(megabytes: 8);
        using var logs = new RecordingLogs();
        var store = Open(kind, disk!.Path);
        await using (var host = await StartAsync(store, new(), logs, TimeProvider.System))
        {
            var writing = WriteAsync(host.Adapter);
            await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > Users, "load");

            disk.Fill();
            await Eventually.TrueAsync(() => host.Get<StoreHealth>().IsDown, "it is noticed");
            Assert.Contains("full", host.Get<StoreHealth>().Problem, StringComparison.Ordinal);
            disk.MakeRoom();

            await Eventually.TrueAsync(() => !host.Get<StoreHealth>().IsDown, "the recovery is noticed");
            await _enough.CancelAsync();
            await writing.WaitAsync(TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= _said.Sum(), "everyone is answered", 60);
            AssertEveryoneIsAnsweredOnceInOrder(host.Adapter);
        }

        await DisposeAsync(store);
    }

    public void Dispose() => _enough.Dispose();

    private static Task<TestHost> StartAsync(ISessionStore store, FaultyStores faults, RecordingLogs logs, TimeProvider clock) =>
        TestHost.StartAsync(Some.Echo(), store, delivery: faults.Around(DeliveryStores.From(store)!), time: clock, logs: logs);

    /// <summary>People who write as a platform delivers: in order, and again until it is accepted.</summary>
    private Task WriteAsync(FakeAdapter adapter) => Task.WhenAll(Enumerable.Range(1, Users).Select(async user =>
    {
        while (!_enough.IsCancellationRequested)
        {
            var message = Some.Message(Text(user, _said[user]++), user.ToString(CultureInfo.InvariantCulture));
            while (!await AcceptAsync(adapter.Sink!, message)) await Task.Delay(5);
            await Task.Delay(20);
        }
    }));

    private static async Task<bool> AcceptAsync(IInboundSink sink, InboundMessage message)
    {
        try
        {
            await sink.AcceptAsync([message], default);
            return true;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private void AssertEveryoneIsAnsweredOnceInOrder(FakeAdapter adapter)
    {
        foreach (var user in Enumerable.Range(1, Users))
        {
            var answers = adapter.Delivered.Where(reply => reply.Chat == user.ToString(CultureInfo.InvariantCulture)).Select(static reply => reply.Text);
            Assert.Equal(Enumerable.Range(0, _said[user]).Select(number => $"echo: {Text(user, number)}"), answers);
        }
    }

    private static void AssertOneLineEach(RecordingLogs logs)
    {
        Assert.StartsWith("The store is failing: ", Assert.Single(logs.Of(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Single(logs.Of(LogLevel.Information), static line => line.StartsWith("The store works again", StringComparison.Ordinal));
        Assert.Empty(logs.Of(LogLevel.Warning));
    }

    private static async Task PumpAsync(TestClock clock, Func<bool> until)
    {
        for (var patience = 0; patience < 6_000 && !until(); patience++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        Assert.True(until(), "not everyone was answered");
    }

    private static ISessionStore Open(string kind, string folder) => kind switch
    {
        "sqlite" => new SqliteSessionStore(Database(folder)),
        "json" => new JsonSessionStore(new() { Directory = Path.Combine(folder, "sessions") }),
        _ => new MemorySessionStore(),
    };

    private static async Task DisposeAsync(ISessionStore store)
    {
        if (store is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else (store as IDisposable)?.Dispose();
    }

    private static async IAsyncEnumerable<Agents.AgentUpdate> AfterAsync(Task gate)
    {
        await gate;
        yield return "answer";
    }

    private static string Database(string folder) => Path.Combine(folder, "sessions.db");

    private static string Text(int user, int number) => string.Create(CultureInfo.InvariantCulture, $"user {user} says {number}");

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>What stands there instead is no folder, so nothing can be made in it. One step, as the host looks at any moment.</summary>
    private static void Unmount(string link)
    {
        File.WriteAllText(link + ".file", "no folder");
        Replace(link, link + ".file");
    }

    private static void Mount(string link, string folder)
    {
        File.CreateSymbolicLink(link + ".link", folder);
        Replace(link, link + ".link");
    }

    /// <summary>Renames over what is there: File.Move does not move a link to a folder.</summary>
    private static void Replace(string path, string by)
    {
        using var move = Process.Start("mv", ["-fT", by, path]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }
}
