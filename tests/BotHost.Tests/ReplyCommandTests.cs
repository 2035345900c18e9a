using System.Globalization;
using Bots.BotHost.Cli;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>The commands over replies, as an operator types them.</summary>
public sealed class ReplyCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task Parked_replies_and_those_that_may_stand_there_twice_are_listed_without_their_texts(string store)
    {
        var (_, empty, _) = await WithStoreAsync(store, static _ => Task.CompletedTask, "list");
        var (code, list, _) = await WithStoreAsync(store, static async outbox =>
        {
            await ParkAsync(outbox, "my secret answer");
            var twice = (await outbox.EnqueueAsync([new("fake", "chat-2", "another secret")], "host"))[0];
            await outbox.UpdateAsync(twice, new DeliveryOutcome.Delivered("message-7") { MayBeTwice = true });
        }, "list");

        Assert.Equal(0, code);
        Assert.StartsWith("No parked replies", empty, StringComparison.Ordinal);
        foreach (var shown in new[] { "chat-1", "blocked by the user", "4bf92f35", "chat-2", "may stand there twice", "message-7" }) Assert.Contains(shown, list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_reply_to_retry_is_the_next_claims(string store)
    {
        var id = 0L;
        await WithStoreAsync(store, async outbox => id = await ParkAsync(outbox, "hello"), "list");
        var (code, said, _) = await WithStoreAsync(store, static _ => Task.CompletedTask, "retry", $"{id}");
        var (again, _, problem) = await WithStoreAsync(store, static _ => Task.CompletedTask, "retry", $"{id}");

        Assert.Equal((0, 2), (code, again));
        Assert.Contains("within 10 s", said, StringComparison.Ordinal);
        Assert.Contains($"no parked reply {id}", problem, StringComparison.Ordinal);
        var opened = Open(store);
        await using var closing = opened as IAsyncDisposable;
        await opened.Require<IInbox>().ClaimAsync("host", TimeSpan.FromMinutes(1));
        Assert.Equal("hello", Assert.Single(await opened.Require<IOutbox>().PendingAsync("host")).Message.Payload);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_discarded_reply_is_erased(string store)
    {
        var id = 0L;
        await WithStoreAsync(store, async outbox => id = await ParkAsync(outbox, "hello"), "list");
        var (code, _, _) = await WithStoreAsync(store, static _ => Task.CompletedTask, "discard", $"{id}");
        var (_, list, _) = await WithStoreAsync(store, static _ => Task.CompletedTask, "list");

        Assert.Equal(0, code);
        Assert.StartsWith("No parked replies", list, StringComparison.Ordinal);
        var opened = Open(store);
        await using var closing = opened as IAsyncDisposable;
        await opened.Require<IInbox>().ClaimAsync("host", TimeSpan.FromMinutes(1));
        Assert.Empty(await opened.Require<IOutbox>().PendingAsync("host"));
    }

    private static async Task<long> ParkAsync(IOutbox outbox, string text)
    {
        var id = (await outbox.EnqueueAsync([new("fake", "chat-1", text) { Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }], "host"))[0];
        Assert.True(await outbox.UpdateAsync(id, new DeliveryOutcome.Parked("blocked by the user")));
        return id;
    }

    /// <summary>Prepares the store, closes it, and runs the command.</summary>
    private async Task<(int Code, string Output, string Error)> WithStoreAsync(string store, Func<IOutbox, Task> prepare, params string[] words)
    {
        var opened = Open(store);
        await opened.AddMessageAsync("a", "user", "a store is there");
        await prepare(opened.Require<IOutbox>());
        if (opened is IAsyncDisposable closing) await closing.DisposeAsync();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        string[] settings = [$"--Sessions:Store={store}", $"--Sessions:Sqlite:Path={PathOf("sqlite")}", $"--Sessions:Json:Directory={PathOf("json")}"];
        var code = await CommandLine.RunAsync([.. settings, "replies", .. words], null, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private ISessionStore Open(string store) => store == "sqlite" ? new SqliteSessionStore(PathOf(store)) : new JsonSessionStore(new() { Directory = PathOf(store) });

    private string PathOf(string store) => Path.Combine(_folder.Path, "data", store == "sqlite" ? "sessions.db" : "sessions");
}
