using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>Stores to copy between, closed at the end.</summary>
public abstract class TransferTo : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ISessionStore> _open = [];
    private readonly Dictionary<ISessionStore, string> _places = new(ReferenceEqualityComparer.Instance);

    public static TheoryData<string, string> Pairs => new()
    {
        { "memory", "memory" }, { "memory", "json" }, { "memory", "sqlite" }, { "json", "memory" }, { "json", "json" },
        { "json", "sqlite" }, { "sqlite", "memory" }, { "sqlite", "json" }, { "sqlite", "sqlite" },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _open)
        {
            if (store is IAsyncDisposable later) await later.DisposeAsync();
            else (store as IDisposable)?.Dispose();
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected ISessionStore Open(string kind, string name, TimeProvider? time = null, int? maxMessages = null)
    {
        ISessionStore store = kind switch
        {
            "memory" => new MemorySessionStore(time),
            "json" => new JsonSessionStore(new JsonSessionOptions { Directory = _folder.File(name), MaxMessages = maxMessages }, time),
            _ => new SqliteSessionStore(new SqliteSessionOptions { Path = _folder.File(name + ".db") }, time),
        };
        _open.Add(store);
        _places[store] = _folder.File(name);
        return store;
    }

    /// <summary>A path beside the stores.</summary>
    protected string PathOf(string name) => _folder.File(name);

    /// <summary>True when a file of the store holds the text; always for a store without files.</summary>
    protected bool Holds(ISessionStore store, string text) => store is MemorySessionStore
        || Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(path => path.StartsWith(_places[store], StringComparison.Ordinal))
            .Any(path => File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);

    protected static async Task<MemoryStream> ExportAsync(ISessionStore store)
    {
        var output = new MemoryStream();
        await SessionTransfer.ExportAsync(store, output);
        output.Position = 0;
        return output;
    }

    protected static async Task SayAsync(ISessionStore store, string id, string user, params string[] texts)
    {
        var messages = texts.Select(static (text, index) => new SessionMessage(index % 2 == 0 ? "user" : "assistant", text)).ToArray();
        await store.Require<ITurnLog>().WriteTurnAsync(new(id) { UserId = user, Messages = messages });
    }
}
