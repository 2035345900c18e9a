using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Tests.Conditions;
using Bots.Sessions.Tests.Processes;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Tests.Json;

/// <summary>The lock that all programs of the format share.</summary>
public sealed class JsonLockTests : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    private readonly JsonFolder _folder = new();

    private string Session => _folder.Path("a.json");

    [PythonFact]
    public async Task A_write_waits_while_a_python_program_holds_the_session()
    {
        using var store = _folder.Open(static options => options.LockTimeout = Patient);
        using var neighbour = await Neighbour.HoldAsync(Session);
        var touched = File.GetLastWriteTimeUtc(Session + ".lock");

        var write = store.AddMessageAsync("a", "user", "hello").AsTask();
        await Fakes.Eventually.TrueAsync(() => File.GetLastWriteTimeUtc(Session + ".lock") > touched, "the store asks for the lock");
        var wasWaiting = !write.IsCompleted;
        await neighbour.ReleaseAsync();

        Assert.True(wasWaiting);
        Assert.True(await write);
        Assert.Equal(["hello"], await store.ContentsAsync("a"));
    }

    [PythonFact]
    public async Task A_python_program_cannot_take_a_session_that_we_hold()
    {
        string? held;
        using (await FileLock.TryTakeAsync(Session + ".lock", Patient, default)) held = await Neighbour.TryAsync(Session);

        Assert.Equal(("busy", "free"), (held, await Neighbour.TryAsync(Session)));
    }

    [PythonFact]
    public async Task A_python_program_and_we_write_the_same_session_and_lose_nothing()
    {
        using var worker = WorkerProcess.Append("json", _folder.Root, "a", "net", 120);

        await Task.WhenAll(worker.RunAsync(), Neighbour.AppendAsync(Session, "py", 120));

        using var store = _folder.Open();
        var contents = await store.ContentsAsync("a");
        Assert.Equal(Enumerable.Range(0, 120).Select(static number => $"net:{number:00000}"), contents.Where(static text => text.StartsWith("net", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 120).Select(static number => $"py:{number:00000}"), contents.Where(static text => text.StartsWith("py", StringComparison.Ordinal)));
        Assert.Equal(120, _folder.ReadObject("a.json")["messages"]!.AsArray().Count(static message => message!["theirs"] is not null));
    }

    [Fact]
    public async Task A_session_held_for_too_long_is_not_written_and_the_reason_is_logged()
    {
        using var store = _folder.Open(static options => options.LockTimeout = TimeSpan.FromMilliseconds(120));
        await store.AddAsync("a", "before");
        using (await FileLock.TryTakeAsync(Session + ".lock", Patient, default))
        {
            Assert.False(await store.AddMessageAsync("a", "user", "secret text"));
            Assert.False(await store.ClearSessionAsync("a"));
            Assert.False(await store.DeleteSessionAsync("a"));
        }

        Assert.Equal(["before"], await store.ContentsAsync("a"));
        Assert.Equal(3, _folder.Log.Entries.Count(static entry => entry.Level == LogLevel.Warning && entry.Text.Contains("Sessions:Json:LockTimeout", StringComparison.Ordinal)));
        Assert.DoesNotContain(_folder.Log.Entries, static entry => entry.Text.Contains("secret", StringComparison.Ordinal));
        Assert.True(await store.AddMessageAsync("a", "user", "after"));
    }

    [Fact]
    public async Task A_turn_on_a_session_held_for_too_long_fails_and_may_be_tried_again()
    {
        using var store = _folder.Open(static options => options.LockTimeout = TimeSpan.FromMilliseconds(120));
        var entry = await store.Require<IInbox>().BeginOneAsync(new InboxMessage("telegram", "1", "a", "text"), "host");
        var turn = new TurnWrite("a") { Messages = [new("user", "ask")], Completes = [entry.Claim] };
        using (await FileLock.TryTakeAsync(Session + ".lock", Patient, default))
        {
            var error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.Require<ITurnLog>().WriteTurnAsync(turn));
            Assert.True(error.IsTransient);
            Assert.Equal("a", error.Key);
        }

        Assert.Equal(TurnWriteStatus.Written, (await store.Require<ITurnLog>().WriteTurnAsync(turn)).Status);
    }

    [Fact]
    public async Task Reading_needs_no_lock()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        using var held = await FileLock.TryTakeAsync(Session + ".lock", Patient, default);

        Assert.Equal(["one"], await store.ContentsAsync("a"));
        Assert.Single(await store.Require<ISessionCatalog>().ListSessionsAsync().ToListAsync());
    }

    [Fact]
    public async Task The_lock_file_goes_with_its_session()
    {
        using var store = _folder.Open();
        foreach (var session in new[] { "a", "b", "c" }) await store.AddAsync(session, "one");
        await store.Require<ITurnLog>().WriteTurnAsync(new("d") { UserId = "u", Messages = [new("user", "one")] });
        await store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), "key", System.Text.Json.JsonSerializer.SerializeToElement(1));

        await store.DeleteSessionAsync("a");
        await store.Require<ISessionRetention>().SetExpiryAsync("b", _folder.Clock.GetUtcNow());
        await store.Require<ISessionRetention>().CleanupAsync(null);
        await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(["c.json", "c.json.lock"], _folder.Names());
        Assert.Empty(Directory.EnumerateFiles(_folder.Path(".bots/state")));
    }

    [PythonFact]
    public async Task A_lock_that_a_python_program_has_open_goes_later()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        using (var neighbour = await Neighbour.WatchAsync(Session))
        {
            await store.DeleteSessionAsync("a");
            if (OperatingSystem.IsLinux()) Assert.Equal(["a.json.lock"], _folder.Names());
            await neighbour.ReleaseAsync();
        }

        using var later = _folder.Open();
        await later.ContentsAsync("a");

        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Whoever_takes_a_lock_that_is_being_deleted_begins_anew()
    {
        var (inside, taken) = (0, 0);

        // Each spelling of the path has a queue of its own, as each process has.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var path = Path.Combine(_folder.Root, string.Concat(Enumerable.Repeat("./", writer)), "a.json.lock");
            for (var turn = 0; turn < 100; turn++)
            {
                FileLock? held;
                while ((held = FileLock.TryTakeNow(path)) is null) await Task.Yield();
                using (held)
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        })));

        Assert.Equal(800, taken);
        FileLock.DeleteLeft(_folder.Root);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Giving_up_waiting_for_a_session_leaves_no_trace()
    {
        using var store = _folder.Open();
        using var cancel = new CancellationTokenSource();
        using (await FileLock.TryTakeAsync(Session + ".lock", Patient, default))
        {
            var write = store.AddMessageAsync("a", "user", "never", cancellationToken: cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        }

        Assert.False(await store.SessionExistsAsync("a"));
        Assert.True(await store.AddMessageAsync("a", "user", "now"));
    }

    [Fact]
    public async Task Waiters_of_one_process_get_the_lock_one_after_another()
    {
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            using var held = await FileLock.TryTakeAsync(Session + ".lock", Patient, default);
            Assert.NotNull(held);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));
    }

    public void Dispose() => _folder.Dispose();
}
