namespace Bots.Sessions.Tests.Processes;

/// <summary>What a store promises to several real processes on the same data.</summary>
/// <param name="kind">The store, as the worker names it.</param>
/// <param name="file">The name of the data within the folder; empty for the folder itself.</param>
public abstract class ManyProcessesTests(string kind, string file) : IDisposable
{
    private const string Session = "bot_test_1";

    private readonly TemporaryFolder _folder = new(inMemory: true);

    private string Data => Path.Combine(_folder.Path, file);

    [Fact]
    public async Task Eight_processes_appending_to_one_session_lose_nothing_and_keep_each_writers_order()
    {
        using var workers = new WorkerGroup(Enumerable.Range(0, 8).Select(writer => WorkerProcess.Append(kind, Data, Session, $"{writer}", 250)));

        await Task.WhenAll(workers.Select(static worker => worker.RunAsync()));

        var contents = await ReadAsync();
        Assert.Equal(2_000, contents.Length);
        foreach (var mine in contents.GroupBy(static text => text[0])) Assert.Equal(Enumerable.Range(0, 250).Select(number => $"{mine.Key}:{number:00000}"), mine);
    }

    [Fact]
    public async Task A_process_killed_while_it_appends_loses_nothing_it_acknowledged()
    {
        for (var round = 0; round < 3; round++)
        {
            using var killed = WorkerProcess.Append(kind, Data, Session, $"k{round}", 100_000);
            using var other = WorkerProcess.Append(kind, Data, Session, $"o{round}", 40);

            await Task.WhenAll(killed.KillAfterAsync(10 + (round * 7)), other.RunAsync());

            var contents = await ReadAsync();
            Assert.Equal(contents.Length, contents.Distinct().Count());
            AssertKept(other.Acknowledged, contents, $"o{round}:", unacknowledged: 0);
            AssertKept(killed.Acknowledged, contents, $"k{round}:", unacknowledged: 1);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    // What was written last may have been durable before the process could say so.
    private static void AssertKept(List<string> acknowledged, string[] contents, string writer, int unacknowledged)
    {
        var written = contents.Where(text => text.StartsWith(writer, StringComparison.Ordinal)).ToList();
        Assert.Equal(acknowledged, written.Take(acknowledged.Count));
        Assert.InRange(written.Count - acknowledged.Count, 0, unacknowledged);
    }

    private async Task<string[]> ReadAsync()
    {
        var store = Open(Data);
        var history = await store.GetChatHistoryAsync(Session);
        if (store is IAsyncDisposable later) await later.DisposeAsync();
        else (store as IDisposable)?.Dispose();
        return [.. history.Select(static message => message.Content)];
    }

    /// <summary>Opens the store in this process.</summary>
    protected abstract ISessionStore Open(string data);
}
