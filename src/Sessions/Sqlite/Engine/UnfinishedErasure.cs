namespace Bots.Sessions.Sqlite.Engine;

/// <summary>A note in the file that its write-ahead log still holds what was erased: whoever writes next, in whatever process, empties the log.</summary>
internal static class UnfinishedErasure
{
    private const string Add = "INSERT INTO counter(name, value) VALUES('unemptied', 1) ON CONFLICT(name) DO NOTHING";
    private const string Remove = "DELETE FROM counter WHERE name='unemptied'";

    public static bool Note(WriteTransaction transaction, bool answer)
    {
        transaction.Connection.Run(Add);
        return answer;
    }

    /// <summary>Takes the note; true when there was one.</summary>
    public static bool Take(Connection connection)
    {
        connection.Run(Remove);
        return connection.Changes > 0;
    }
}
