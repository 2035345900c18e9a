using Bots.Sessions.Conformance;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>A folder of its own for the database of one test.</summary>
public abstract class SqliteFolderTests : IAsyncLifetime
{
    private readonly Lazy<TemporaryFolder> _folder = new(static () => new(inMemory: true));
    private readonly List<SqliteSessionStore> _stores = [];

    protected string Folder => _folder.Value.Path;

    protected string Database => _folder.Value.File("sessions.db");

    public Task InitializeAsync() => Task.CompletedTask;

    protected SqliteSessionStore Open(Action<SqliteSessionOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new SqliteSessionOptions { Path = Database };
        configure?.Invoke(options);
        var store = new SqliteSessionStore(options, time);
        _stores.Add(store);
        return store;
    }

    /// <summary>Runs statements beside the store, as another program would.</summary>
    protected void Execute(string sql)
    {
        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        connection.Execute(sql);
    }

    /// <summary>The first value a query gives, read beside the store.</summary>
    protected long Number(string sql)
    {
        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        return connection.Number(sql);
    }

    /// <summary>The first text a query gives, read beside the store.</summary>
    protected string Text(string sql)
    {
        using var connection = Connection.Open(Database, TimeSpan.FromSeconds(30));
        return connection.Text(sql);
    }

    /// <summary>True when the bytes of the text stand in any file of the folder.</summary>
    protected bool IsInAnyFile(string text, string files = "*") => DataFolder.Holds(Folder, text, files);

    public async Task DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        _folder.Value.Dispose();
    }
}
