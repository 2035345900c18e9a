using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Makes one message readable again: a note takes the place of a text that is lost, what is no JSON is kept as text, what was changed is marked.</summary>
internal static class MessageMender
{
    private const string LostText = "[The text of this message was lost: it was a large one, and the part of the store that held it is gone.]";
    private const string UnreadableCalls = "unreadable_tool_calls";
    private const string ChangedMark = "changed_since_written";

    private const string Find = """
        SELECT m.tool_calls, m.metadata, m.body IS NOT NULL AND b.bid IS NULL, m.sum, m.ts, m.role, m.tool_call_id, coalesce(b.text, m.content), b.bid
        FROM message m LEFT JOIN body b ON b.bid=m.body WHERE m.mid=?1
        """;

    private const string SaveNote = "UPDATE message SET body=NULL, content=?2 WHERE mid=?1";
    private const string SaveMetadata = "UPDATE message SET tool_calls=?2, metadata=?3, sum=NULL WHERE mid=?1";

    private const string SaveTime = """
        UPDATE message SET ts=coalesce(
            (SELECT p.ts FROM message p WHERE p.mid=message.prev AND p.ts BETWEEN ?2 AND ?3),
            (SELECT n.ts FROM message n WHERE n.seg=message.seg AND n.mid>?1 AND n.ts BETWEEN ?2 AND ?3 ORDER BY n.mid LIMIT 1), ?4)
        WHERE mid=?1
        """;

    // A message that is written later with the text that was once here must not find this one.
    private const string ForgetHash = "UPDATE body SET hash=randomblob(32) WHERE bid=?1 AND hash<>?2";

    /// <summary>True for what a message may hold as its metadata.</summary>
    public static bool IsMetadata(string? json) => json is null || MetadataJson.TryRead(json) is { ValueKind: JsonValueKind.Object };

    /// <summary>True for what a message may hold as its tool calls.</summary>
    public static bool IsToolCalls(string? json) => json is null || MetadataJson.TryRead(json) is not null;

    public static void Apply(WriteTransaction transaction, long message)
    {
        using var row = transaction.Connection.Query(Find).Bind(1, message);
        if (!row.Step()) return;
        var (calls, metadata, isLost) = (row.TextOrNull(0), row.TextOrNull(1), row.Long(2) != 0);
        var isChanged = !isLost && !row.IsNull(3) && row.Long(3) != SumOf(transaction.Connection, row);
        if (!Microseconds.IsTime(row.Long(4)))
        {
            PutTime(transaction, message);
            isChanged = true;
        }

        if (isLost) PutNote(transaction, message);
        if (isChanged) SearchIndex.Forget(transaction);
        if (!isLost && !isChanged && IsToolCalls(calls) && IsMetadata(metadata)) return;
        var values = MetadataJson.ReadValues(metadata);
        if (isChanged) values = values.SetItem(ChangedMark, JsonSerializer.SerializeToElement(true));
        if (!IsToolCalls(calls)) (values, calls) = (values.SetItem(UnreadableCalls, MetadataJson.AsText(calls!)), null);
        using var save = transaction.Connection.Query(SaveMetadata).Bind(1, message).Bind(2, calls).Bind(3, MetadataJson.Write(values));
        save.Run();
    }

    private static long SumOf(Connection connection, Query row)
    {
        var content = row.Utf8(7);
        if (!row.IsNull(8)) content = Rehashed(connection, row.Long(8), SHA256.HashData(content));
        return MessageSum.Of(row.Long(4), content, row.Text(5), row.TextOrNull(0), row.TextOrNull(6), row.TextOrNull(1));
    }

    private static byte[] Rehashed(Connection connection, long body, byte[] hash)
    {
        using var forget = connection.Query(ForgetHash).Bind(1, body).BindBlob(2, hash);
        forget.Run();
        return hash;
    }

    private static void PutTime(WriteTransaction transaction, long message)
    {
        using var save = transaction.Connection.Query(SaveTime).Bind(1, message).Bind(2, Microseconds.First).Bind(3, Microseconds.Last).Bind(4, transaction.Now);
        save.Run();
    }

    // The search index knows the words of what stood here, which nobody can take out of it any more.
    private static void PutNote(WriteTransaction transaction, long message)
    {
        using var save = transaction.Connection.Query(SaveNote).Bind(1, message).Bind(2, LostText);
        save.Run();
        SearchIndex.Forget(transaction);
    }
}
