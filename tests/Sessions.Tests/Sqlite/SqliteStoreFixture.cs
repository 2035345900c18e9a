using Bots.Sessions.Conformance;
using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>The SQLite store, on a file of its own for each test.</summary>
public sealed class SqliteStoreFixture : StoreFixture
{
    private readonly Lazy<TemporaryFolder> _folder = new(static () => new(inMemory: true));

    public override Type StoreType => typeof(SqliteSessionStore);

    public override bool SurvivesRestart => true;

    public override ValueTask<ISessionStore> OpenAsync() =>
        new(new SqliteSessionStore(new SqliteSessionOptions { Path = _folder.Value.File("sessions.db") }, Clock));

    public override ValueTask<bool> HoldsAsync(string text) => new(DataFolder.Holds(_folder.Value.Path, text));

    public override ValueTask<bool> TearValuesAsync(string userId)
    {
        using var connection = Connection.Open(_folder.Value.File("sessions.db"), TimeSpan.FromSeconds(30));
        using var tear = connection.Query("UPDATE state SET value=substr(value, 1, length(value)-1) WHERE scope='user' AND owner=?1").Bind(1, userId);
        tear.Run();
        return new(true);
    }

    public override ValueTask DisposeAsync()
    {
        if (_folder.IsValueCreated) _folder.Value.Dispose();
        return base.DisposeAsync();
    }
}
