using Bots.Sessions.Conformance;
using Bots.Sessions.Sqlite;

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

    public override ValueTask DisposeAsync()
    {
        if (_folder.IsValueCreated) _folder.Value.Dispose();
        return base.DisposeAsync();
    }
}
