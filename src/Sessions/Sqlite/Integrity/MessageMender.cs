using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Makes one message readable again: a note takes the place of a text that is lost, what is no JSON is kept as text.</summary>
internal static class MessageMender
{
    private const string LostText = "[The text of this message was lost: it was a large one, and the part of the store that held it is gone.]";
    private const string UnreadableCalls = "unreadable_tool_calls";

    private const string Find = """
        SELECT tool_calls, metadata, body IS NOT NULL AND NOT EXISTS(SELECT 1 FROM body WHERE bid=message.body) FROM message WHERE mid=?1
        """;

    private const string SaveNote = "UPDATE message SET body=NULL, content=?2 WHERE mid=?1";
    private const string SaveMetadata = "UPDATE message SET tool_calls=?2, metadata=?3 WHERE mid=?1";

    /// <summary>True for what a message may hold as its metadata.</summary>
    public static bool IsMetadata(string? json) => json is null || MetadataJson.TryRead(json) is { ValueKind: JsonValueKind.Object };

    /// <summary>True for what a message may hold as its tool calls.</summary>
    public static bool IsToolCalls(string? json) => json is null || MetadataJson.TryRead(json) is not null;

    public static void Apply(WriteTransaction transaction, long message)
    {
        var connection = transaction.Connection;
        using var row = connection.Query(Find).Bind(1, message);
        if (!row.Step()) return;
        var (calls, metadata) = (row.TextOrNull(0), row.TextOrNull(1));
        if (row.Long(2) != 0) PutNote(transaction, message);
        if (IsToolCalls(calls) && IsMetadata(metadata)) return;
        var values = MetadataJson.ReadValues(metadata);
        if (!IsToolCalls(calls)) (values, calls) = (values.SetItem(UnreadableCalls, MetadataJson.AsText(calls!)), null);
        using var save = connection.Query(SaveMetadata).Bind(1, message).Bind(2, calls).Bind(3, MetadataJson.Write(values));
        save.Run();
    }

    private static void PutNote(WriteTransaction transaction, long message)
    {
        using var save = transaction.Connection.Query(SaveNote).Bind(1, message).Bind(2, LostText);
        save.Run();

        // The index knows the words of the lost text, which nobody can take out of it any more.
        SearchIndex.Forget(transaction);
    }
}
