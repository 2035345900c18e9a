using BenchmarkDotNet.Attributes;
using Bots.Sessions;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>Forks, checkpoints, reverts and windows of the SQLite store: <c>dotnet run -c Release --project bench -- --filter *TreeBenchmarks*</c>.</summary>
[InProcess] // BenchmarkDotNet looks for a project file with the name of the assembly, which here has a prefix.
[IterationCount(20)]
[MemoryDiagnoser]
public class TreeBenchmarks : IAsyncDisposable
{
    private TempFolder _folder = null!;
    private SqliteSessionStore _store = null!;

    /// <summary>How many messages the session holds.</summary>
    [Params(100, 100_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _folder = new();
        _store = new(new SqliteSessionOptions { Path = _folder.File("store.db"), Synchronous = SqliteSynchronous.Normal });
        await Load.FillAsync(_store, "session", Messages);
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Benchmark]
    public async Task<string> Fork() => await _store.ForkSessionAsync("session", Messages / 2);

    [Benchmark]
    public async Task<SessionCheckpoint?> Checkpoint() => await _store.CreateCheckpointAsync("session");

    [Benchmark]
    public async Task<SessionCheckpoint?> RevertAndBack()
    {
        var undo = await _store.RevertToMessageAsync("session", Messages / 2);
        return await _store.RevertToCheckpointAsync("session", undo!.Id);
    }

    [Benchmark]
    public async Task<SessionWindow> Window() => await _store.GetWindowAsync("session", new WindowRequest { MaxTokens = 4_000 });
}
