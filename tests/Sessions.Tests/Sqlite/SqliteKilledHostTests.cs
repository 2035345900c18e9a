using Bots.Sessions.Sqlite;
using Bots.Sessions.Tests.Processes;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteKilledHostTests() : KilledHostTests("sqlite", "sessions.db")
{
    protected override ISessionStore Open(string data) => new SqliteSessionStore(data);
}
