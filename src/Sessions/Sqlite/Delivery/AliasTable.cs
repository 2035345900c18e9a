using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>Which session a key leads to.</summary>
internal static class AliasTable
{
    private const string Find = "SELECT session FROM alias WHERE key=?1";
    private const string Save = "INSERT INTO alias(key, session) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET session=excluded.session";
    private const string Remove = "DELETE FROM alias WHERE key=?1";

    public static string Resolve(Connection connection, string key)
    {
        using var query = connection.Query(Find).Bind(1, key);
        return query.Step() ? query.Text(0) : key;
    }

    public static bool Set(WriteTransaction transaction, string key, string sessionId)
    {
        using var query = key == sessionId
            ? transaction.Connection.Query(Remove).Bind(1, key)
            : transaction.Connection.Query(Save).Bind(1, key).Bind(2, sessionId);
        query.Run();
        return true;
    }
}
