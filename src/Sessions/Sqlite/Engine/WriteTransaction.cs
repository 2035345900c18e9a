using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The transaction that a batch of writes shares. Everything it knows it has read inside: other processes write the same file.</summary>
internal sealed class WriteTransaction(Connection connection, TimeProvider time, int largeContentBytes)
{
    private const string LastMessage = "SELECT max(coalesce((SELECT max(mid) FROM message), 0), coalesce((SELECT value FROM counter WHERE name='message'), 0))";
    private const string KeepLastMessage = "INSERT INTO counter(name, value) VALUES('message', ?1) ON CONFLICT(name) DO UPDATE SET value=excluded.value";

    private long? _lastMessage;

    public Connection Connection => connection;

    /// <summary>The time of the writes, in microseconds.</summary>
    public long Now { get; private set; }

    /// <summary>A longer text is kept beside the log; zero for no limit.</summary>
    public int LargeContentBytes => largeContentBytes;

    /// <summary>True when messages were erased, so that the log of the database has to be emptied as well.</summary>
    public bool HasErased { get; private set; }

    /// <summary>True when erased messages were taken out of the search index, which still has to forget their words.</summary>
    public bool HasUnindexed { get; set; }

    /// <summary>An id above all that were ever given.</summary>
    public long NextMessageId()
    {
        _lastMessage = (_lastMessage ?? connection.Number(LastMessage)) + 1;
        return _lastMessage.Value;
    }

    /// <summary>Notes that messages are about to be erased. Their ids are never given again.</summary>
    public void BeginErasing()
    {
        if (HasErased) return;
        HasErased = true;
        _lastMessage ??= connection.Number(LastMessage);
    }

    public void Begin()
    {
        connection.Run("BEGIN IMMEDIATE");
        _lastMessage = null;
        HasErased = false;
        HasUnindexed = false;
        Now = Microseconds.From(time.GetUtcNow());
        connection.Now = Now;
    }

    public void Commit()
    {
        if (HasErased)
        {
            using var keep = connection.Query(KeepLastMessage).Bind(1, _lastMessage!.Value);
            keep.Run();
        }

        if (HasUnindexed) SearchIndex.Merge(connection);

        connection.Run("COMMIT");
    }

    public void Rollback() => connection.RollbackIfOpen();
}
