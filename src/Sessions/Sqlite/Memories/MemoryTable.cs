using System.Runtime.InteropServices;
using Bots.Sessions.Memories;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Memories;

/// <summary>The rows of memories. Every statement names the user.</summary>
internal static class MemoryTable
{
    private const string Columns = """
        SELECT id, text, importance, quality, observed_at, expires_at, superseded_at, supersedes, superseded_by, source, source_from, source_to, metadata, embedding
        FROM memory WHERE user_id=?1
        """;

    private const string All = $"{Columns} ORDER BY observed_at, mid";
    private const string Holding = $"{Columns} AND superseded_at IS NULL AND (expires_at IS NULL OR expires_at>?2) ORDER BY observed_at, mid";
    private const string HoldingSame = $"{Columns} AND same=?3 AND superseded_at IS NULL AND (expires_at IS NULL OR expires_at>?2)";
    private const string One = $"{Columns} AND id=?2";

    private const string Insert = """
        INSERT INTO memory(id, user_id, same, observed_at, expires_at, importance, quality, supersedes, source, source_from, source_to, text, metadata, embedding)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """;

    private const string Raise = "UPDATE memory SET importance=?3, quality=?4, embedding=?5 WHERE user_id=?1 AND id=?2";

    private const string Supersede = """
        UPDATE memory SET superseded_by=?3, superseded_at=?4 WHERE user_id=?1 AND id=?2 AND id<>?3 AND superseded_by IS NULL AND superseded_at IS NULL
        """;

    private const string DeleteOne = "DELETE FROM memory WHERE user_id=?1 AND id=?2";

    private const string Unlink = """
        UPDATE memory SET superseded_by=nullif(superseded_by, ?2), supersedes=nullif(supersedes, ?2) WHERE user_id=?1 AND (superseded_by=?2 OR supersedes=?2)
        """;

    private const string WithValuesOrMemories = "SELECT owner FROM state WHERE scope='user' UNION SELECT user_id FROM memory";
    private const string DeleteAll = "DELETE FROM memory WHERE user_id=?1";
    private const string DropSources = "UPDATE memory SET source=NULL, source_from=NULL, source_to=NULL WHERE source=?1";

    public static UserMemory Save(WriteTransaction transaction, string userId, NewMemory memory)
    {
        var connection = transaction.Connection;
        var target = memory.Supersedes is { } id ? Find(connection, userId, id) : null;
        var kept = FindSame(connection, userId, MemoryRules.SameAs(memory.Text)) is { } known
            ? RaiseKept(connection, userId, known with { Content = MemoryRules.Raised(known.Content, memory) })
            : Add(connection, userId, new(MemoryRules.NewId(), memory with { Supersedes = target?.Id }));
        if (target is null) return kept;
        using var supersede = connection.Query(Supersede).Bind(1, userId).Bind(2, target.Id).Bind(3, kept.Id).Bind(4, transaction.Now);
        supersede.Run();
        return kept;
    }

    public static IReadOnlyList<UserMemory> List(Connection connection, string userId, bool all)
    {
        var memories = new List<UserMemory>();
        using var rows = all ? connection.Query(All).Bind(1, userId) : connection.Query(Holding).Bind(1, userId).Bind(2, connection.Now);
        while (rows.Step()) memories.Add(MemoryOf(rows, connection.Now));
        return memories;
    }

    /// <summary>The users who have values or memories.</summary>
    public static List<string> Users(Connection connection)
    {
        var users = new List<string>();
        using var rows = connection.Query(WithValuesOrMemories);
        while (rows.Step()) users.Add(rows.Text(0));
        return users;
    }

    public static bool Delete(WriteTransaction transaction, string userId, string memoryId)
    {
        transaction.BeginErasing();
        using var delete = transaction.Connection.Query(DeleteOne).Bind(1, userId).Bind(2, memoryId);
        delete.Run();
        if (transaction.Connection.Changes == 0) return false;
        using var unlink = transaction.Connection.Query(Unlink).Bind(1, userId).Bind(2, memoryId);
        unlink.Run();
        return true;
    }

    /// <summary>Erases everything known about a user; returns how many memories that were.</summary>
    public static int Erase(WriteTransaction transaction, string userId)
    {
        transaction.BeginErasing();
        using var delete = transaction.Connection.Query(DeleteAll).Bind(1, userId);
        delete.Run();
        return transaction.Connection.Changes;
    }

    /// <summary>Notes that a session was erased: its messages are no source any more.</summary>
    public static void DropSource(WriteTransaction transaction, string sessionId)
    {
        using var drop = transaction.Connection.Query(DropSources).Bind(1, sessionId);
        drop.Run();
    }

    private static UserMemory? Find(Connection connection, string userId, string id)
    {
        using var row = connection.Query(One).Bind(1, userId).Bind(2, id);
        return row.Step() ? MemoryOf(row, connection.Now) : null;
    }

    private static UserMemory? FindSame(Connection connection, string userId, string same)
    {
        using var row = connection.Query(HoldingSame).Bind(1, userId).Bind(2, connection.Now).Bind(3, same);
        return row.Step() ? MemoryOf(row, connection.Now) : null;
    }

    private static UserMemory Add(Connection connection, string userId, UserMemory memory)
    {
        var content = memory.Content;
        using var insert = connection.Query(Insert)
            .Bind(1, memory.Id).Bind(2, userId).Bind(3, MemoryRules.SameAs(content.Text))
            .Bind(4, Microseconds.From(content.ObservedAt!.Value)).Bind(5, content.ExpiresAt is { } end ? Microseconds.From(end) : null)
            .Bind(6, content.Importance).Bind(7, content.Quality).Bind(8, content.Supersedes)
            .Bind(9, content.Source?.SessionId).Bind(10, (long?)content.Source?.FromIndex).Bind(11, (long?)content.Source?.ToIndex)
            .Bind(12, content.Text).Bind(13, MetadataJson.Write(content.Metadata.Values))
            .BindBlob(14, MemoryMarshal.AsBytes(content.Embedding.Span));
        insert.Run();
        return memory;
    }

    private static UserMemory RaiseKept(Connection connection, string userId, UserMemory memory)
    {
        using var raise = connection.Query(Raise).Bind(1, userId).Bind(2, memory.Id)
            .Bind(3, memory.Content.Importance).Bind(4, memory.Content.Quality).BindBlob(5, MemoryMarshal.AsBytes(memory.Content.Embedding.Span));
        raise.Run();
        return memory;
    }

    private static UserMemory MemoryOf(Query row, long now)
    {
        var content = new NewMemory(row.Text(1))
        {
            Importance = row.Double(2),
            Quality = row.Double(3),
            ObservedAt = Microseconds.ToTime(row.Long(4)),
            ExpiresAt = Microseconds.ToTime(row.LongOrNull(5)),
            Supersedes = row.TextOrNull(7),
            Source = row.IsNull(9) ? null : new(row.Text(9), row.Int(10), row.Int(11)),
            Metadata = row.IsNull(12) ? MessageMetadata.Empty : new() { Values = MetadataJson.ReadValues(row.Text(12)) },
            Embedding = row.IsNull(13) ? default : MemoryMarshal.Cast<byte, float>(row.Utf8(13)).ToArray(),
        };
        var memory = new UserMemory(row.Text(0), content) { InvalidAt = Microseconds.ToTime(row.LongOrNull(6)), SupersededBy = row.TextOrNull(8) };
        return MemoryRules.At(memory, Microseconds.ToTime(now));
    }
}
