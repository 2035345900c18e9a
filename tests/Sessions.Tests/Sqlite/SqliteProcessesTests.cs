using Bots.Sessions.Sqlite;
using Bots.Sessions.Tests.Processes;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>Several processes on one database file.</summary>
public sealed class SqliteProcessesTests() : ManyProcessesTests("sqlite", "sessions.db")
{
    protected override ISessionStore Open(string data) => new SqliteSessionStore(data);
}
