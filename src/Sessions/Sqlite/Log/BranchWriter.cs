using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Creates sessions below others. A fork shares the messages of its parent: both point at them.</summary>
internal static class BranchWriter
{
    private const string SetParent = "UPDATE session SET title=coalesce(?2, title), parent=?3, forked_at=?4 WHERE sid=?1";
    private const string SetForkedAt = "UPDATE session SET forked_at=?2 WHERE id=?1 AND forked_at IS NOT ?2";
    private const string TakeOver = """
        UPDATE session SET (title, user_id, agent_name)=(SELECT title, user_id, agent_name FROM session WHERE sid=?2) WHERE sid=?1
        """;

    public static BranchOutcome Create(WriteTransaction transaction, NewSession asked)
    {
        var parent = asked.ParentId is null ? null : SessionTable.Find(transaction.Connection, asked.ParentId);
        if (asked.ParentId is not null && parent is null) return BranchOutcome.NoParent;
        if (SessionTable.Find(transaction.Connection, asked.Id) is not null) return BranchOutcome.IdExists;

        var head = SessionTable.Create(transaction, asked.Id, userId: null, agentName: null);
        SessionTable.Save(transaction, head);
        Place(transaction.Connection, head.Sid, asked.Title, parent?.Sid, forkedAt: null);
        return BranchOutcome.Created;
    }

    public static BranchOutcome Fork(WriteTransaction transaction, NewSession asked, long? fromMessageIndex)
    {
        var connection = transaction.Connection;
        if (SessionTable.Find(connection, asked.ParentId!) is not { } parent) return BranchOutcome.NoParent;
        if (SessionTable.Find(connection, asked.Id) is not null) return BranchOutcome.IdExists;
        if (fromMessageIndex is { } index && (index < -1 || index >= parent.Count)) return BranchOutcome.NoMessage;

        var place = PlaceOf(connection, parent, fromMessageIndex);
        var head = SessionTable.Create(transaction, asked.Id, userId: null, agentName: null);
        MessageLog.MoveTo(transaction, head, place);
        SessionTable.Save(transaction, head);
        using (var takeOver = connection.Query(TakeOver).Bind(1, head.Sid).Bind(2, parent.Sid)) takeOver.Run();
        if (asked.Title is null) Authors.NoteTitle(connection, head.Sid, parent.Sid);
        SummaryTable.TakeOver(connection, parent.Sid, head);
        CapturedState.TakeOver(transaction, parent, head);
        Place(connection, head.Sid, asked.Title, parent.Sid, place.Count - 1);
        return BranchOutcome.Created;
    }

    /// <summary>Notes where a session of another store was forked.</summary>
    public static bool KeepForkedAt(WriteTransaction transaction, string sessionId, long forkedAt)
    {
        using var keep = transaction.Connection.Query(SetForkedAt).Bind(1, sessionId).Bind(2, forkedAt);
        keep.Run();
        return true;
    }

    private static HistoryPlace PlaceOf(Connection connection, SessionHead parent, long? index) => index switch
    {
        null => parent.Place,
        -1 => HistoryPlace.Beginning,
        { } last => MessageLog.PlaceAfter(connection, parent, ToolGroups.EndOfGroups(connection, parent, last) + 1),
    };

    private static void Place(Connection connection, long sid, string? title, long? parent, long? forkedAt)
    {
        using var update = connection.Query(SetParent).Bind(1, sid).Bind(2, title).Bind(3, parent).Bind(4, forkedAt);
        update.Run();
    }
}

/// <summary>A session to create.</summary>
internal sealed record NewSession(string Id, string? ParentId, string? Title);

/// <summary>How it went.</summary>
internal enum BranchOutcome
{
    /// <summary>The session is there.</summary>
    Created,

    /// <summary>Another has the id.</summary>
    IdExists,

    /// <summary>The parent is unknown.</summary>
    NoParent,

    /// <summary>The parent's history has no such message.</summary>
    NoMessage,
}
