using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Tests.Processes;

/// <summary>What a store promises to a host that is killed anywhere, again and again: no accepted message lost, none answered twice.</summary>
/// <param name="kind">The store, as the worker names it.</param>
/// <param name="file">The name of the data within the folder; empty for the folder itself.</param>
public abstract class KilledHostTests(string kind, string file) : IDisposable
{
    private const string Session = "bot_test_1";
    private const int Rounds = 6;

    private readonly TemporaryFolder _folder = new(inMemory: true);

    private string Data => Path.Combine(_folder.Path, file);

    [Fact]
    public async Task Every_accepted_message_is_answered_once_however_often_the_host_dies()
    {
        var accepted = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            using var host = WorkerProcess.Answer(kind, Data, Session, $"h{round}", 100_000);
            await host.KillAfterAsync(11 + (round * 6));
            accepted.AddRange(Updates(host, "accepted "));
        }

        using (var last = WorkerProcess.Answer(kind, Data, Session, "last", 10)) await last.RunAsync();

        await AssertAnsweredOnceAsync(accepted);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the store in this process.</summary>
    protected abstract ISessionStore Open(string data);

    private static IEnumerable<string> Updates(WorkerProcess host, string said) =>
        host.Acknowledged.Where(line => line.StartsWith(said, StringComparison.Ordinal)).Select(line => line[said.Length..]);

    private async Task AssertAnsweredOnceAsync(List<string> accepted)
    {
        var store = Open(Data);
        await store.Require<IInbox>().ClaimAsync("checker", TimeSpan.FromMinutes(1), exclusive: true);
        var done = (await store.Require<IInbox>().ListAsync(InboxState.Done, 10_000)).Select(static entry => entry.Message.DedupeId).ToList();
        var contents = await store.ContentsAsync(Session);
        var replies = (await store.Require<IOutbox>().PendingAsync("checker", limit: 10_000)).Select(static entry => entry.Message.Payload).ToList();

        Assert.Empty(accepted.Except(done));
        Assert.Equal(done.SelectMany(static update => new[] { $"ask {update}", $"answer {update}" }), contents);
        Assert.Equal(done.Select(static update => $"reply {update}"), replies);
        if (store is IAsyncDisposable later) await later.DisposeAsync();
        else (store as IDisposable)?.Dispose();
    }
}
