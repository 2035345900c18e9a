using BenchmarkDotNet.Attributes;
using Bots.Sessions;
using Bots.Sessions.Sqlite;

namespace Bots.Bench.Store;

/// <summary>The SQLite store by itself: <c>dotnet run -c Release --project bench -- --filter *StoreBenchmarks*</c>.</summary>
[InProcess] // BenchmarkDotNet looks for a project file with the name of the assembly, which here has a prefix.
[IterationCount(20)]
[MemoryDiagnoser]
public class StoreBenchmarks : IAsyncDisposable
{
    private TempFolder _folder = null!;
    private PlainLoop _loop = null!;
    private SqliteSessionStore _store = null!;

    /// <summary>How many messages the session holds before.</summary>
    [Params(100, 10_000, 100_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _folder = new();
        _loop = new(_folder.File("loop.db"));
        _store = new(_folder.File("store.db"));
        await Load.FillAsync(_store, "session", Messages);
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _loop.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void PlainInsert() => _loop.InsertOne();

    [Benchmark]
    public async Task<bool> Append() => await _store.AddMessageAsync("session", "user", Load.Text);

    [Benchmark]
    public async Task<IReadOnlyList<SessionMessage>> LastTwenty() => await _store.GetChatHistoryAsync("session", 20);

    [Benchmark]
    public async Task<bool> Exists() => await _store.SessionExistsAsync("session");
}
