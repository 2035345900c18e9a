using Bots.Sessions.Conformance;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>The SQLite store, on a file of its own for each test.</summary>
public sealed class SqliteStoreFixture : StoreFixture
{
    private readonly Lazy<string> _folder = new(static () => Directory.CreateTempSubdirectory("sqlite-sessions-").FullName);

    public override Type StoreType => typeof(SqliteSessionStore);

    public override bool SurvivesRestart => true;

    public override ValueTask<ISessionStore> OpenAsync() =>
        new(new SqliteSessionStore(new SqliteSessionOptions { Path = Path.Combine(_folder.Value, "sessions.db") }, Clock));

    public override ValueTask DisposeAsync()
    {
        if (_folder.IsValueCreated) Directory.Delete(_folder.Value, recursive: true);
        return base.DisposeAsync();
    }
}
