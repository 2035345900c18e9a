using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Large texts, kept beside the log once each, and erased with the last message that refers to them.</summary>
internal static class BodyTable
{
    private const string Find = "SELECT bid FROM body WHERE hash=?1";
    private const string Insert = "INSERT INTO body(hash, text) VALUES(?1, ?2) RETURNING bid";
    private const string Erase = "DELETE FROM body WHERE bid=?1 AND NOT EXISTS(SELECT 1 FROM message WHERE body=?1)";

    /// <summary>The row of the text, which is added when it is new.</summary>
    public static long Put(Connection connection, byte[] hash, byte[] text)
    {
        using var find = connection.Query(Find).BindBlob(1, hash);
        if (find.Step()) return find.Long(0);
        using var insert = connection.Query(Insert).BindBlob(1, hash).Bind(2, text);
        insert.Step();
        return insert.Long(0);
    }

    /// <summary>Erases the text unless a message still refers to it.</summary>
    public static void EraseUnused(Connection connection, long body)
    {
        using var erase = connection.Query(Erase).Bind(1, body);
        erase.Run();
    }
}
