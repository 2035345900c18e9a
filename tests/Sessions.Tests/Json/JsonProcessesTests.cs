using Bots.Sessions.Json;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Sessions.Tests.Json;

public sealed class JsonProcessesTests() : ManyProcessesTests("json", "")
{
    [Fact]
    public async Task Eight_processes_appending_to_a_session_that_is_deleted_again_and_again_lose_nothing()
    {
        using var folder = new TemporaryFolder(inMemory: true);
        using var journal = new DeliveryJournal(folder.Path, new(folder.Path), TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger.Instance);
        var options = new JsonSessionOptions { Directory = folder.Path, LockTimeout = TimeSpan.FromMinutes(1) };
        var writer = new SessionWriter(new SessionFiles(folder.Path, new(folder.Path), TimeProvider.System, NullLogger.Instance), journal, options, TimeProvider.System, NullLogger.Instance);
        var (seen, deletions) = (new List<string>(), 0);

        // Whoever waits for the lock gets it by chance: in a round the deleting one may never get it before the others are done.
        for (var round = 0; deletions == 0 && round < 20; round++)
        {
            seen.Clear();
            using var workers = new WorkerGroup(Enumerable.Range(0, 8).Select(number => WorkerProcess.Append("json", folder.Path, "a", $"{number}", 100)));
            var working = Task.WhenAll(workers.Select(static worker => worker.RunAsync()));
            while (!working.IsCompleted) deletions += await DeleteAsync() ? 1 : 0;
            await working;
            await DeleteAsync();

            Assert.Equal(Enumerable.Range(0, 8).SelectMany(static worker => Enumerable.Range(0, 100).Select(number => $"{worker}:{number:00000}")), seen.Order(StringComparer.Ordinal));
        }

        Assert.True(deletions > 0, "the session was never deleted while it was written to");
        Assert.Empty(Directory.EnumerateFiles(folder.Path));

        // What is deleted is seen under the lock.
        async Task<bool> DeleteAsync()
        {
            if (await writer.ReadAsync("a", CancellationToken.None) is null) return false;
            var outcome = await writer.EraseAsync("a", document =>
            {
                seen.AddRange(document.Window(null).Select(static message => message.Content));
                return null;
            }, CancellationToken.None);
            return outcome == SessionWrite.Written;
        }
    }

    protected override ISessionStore Open(string data) => new JsonSessionStore(new JsonSessionOptions { Directory = data });
}
