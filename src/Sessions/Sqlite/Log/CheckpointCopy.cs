using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.State;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Reads checkpoints with all they hold, and adds those of other stores.</summary>
internal static class CheckpointCopy
{
    private const string Describe = "UPDATE checkpoint SET created_at=?2, number=?3, description=?4 WHERE cid=?1";
    private const string RaiseNumber = "UPDATE session SET versions=max(versions, ?2) WHERE sid=?1";
    private const string FindDescription = "SELECT description FROM checkpoint WHERE cid=?1";

    /// <summary>The content of a checkpoint; null when it was removed meanwhile.</summary>
    public static CheckpointContent? Read(Connection connection, string sessionId, SessionCheckpoint shown)
    {
        if (SessionTable.Find(connection, sessionId) is not { } head || CheckpointTable.FindById(connection, head.Sid, shown.Id) is not { } row) return null;
        var messages = HistoryReader.Range(connection, row.Place.Message, checked((int)row.Place.Count));
        var state = CapturedState.Values(connection, row.Id);
        return new(shown, messages, state.ToDictionary(static value => value.Key, static value => MetadataJson.Read(value.Value), StringComparer.Ordinal))
        {
            ValuesOf = TakenOverCopy.ValuesOf(connection, head.Sid, state),
            TakenOver = TakenOverText.RangesOf(TakenOverCopy.Owners(connection, head.Sid, row.Segment, row.Place.Count)),
            Version = row.Version is { } number ? new(checked((int)number), DescriptionOf(connection, row.Id), shown.CreatedAt, messages.Length) : null,
        };
    }

    /// <summary>Adds a checkpoint; the messages that the history does not begin with are kept by it alone. False for an unknown session.</summary>
    public static bool Add(WriteTransaction transaction, string sessionId, CheckpointContent content, int shared, IReadOnlyList<MessageRow> rest)
    {
        var connection = transaction.Connection;
        if (SessionTable.Find(connection, sessionId) is not { } head) return false;
        var place = head.At(MessageLog.PlaceAfter(connection, head, shared));
        if (rest.Count > 0)
        {
            place.Segment = MessageLog.Branch(connection, place.Place);
            Authors.Note(connection, place.Segment, head.Sid);
            TakenOverCopy.Append(transaction, place, rest, TakenOverText.OwnersOf(content.TakenOver, content.Messages.Count).AsSpan(shared));
        }

        var made = CheckpointTable.Create(transaction, place, content.Place.Label, content.Place.Kind);
        if (rest.Count > 0) SegmentTable.Retire(transaction, place.Segment, place.Message);
        var cid = CheckpointId.Parse(made.Id)!.Value;
        CapturedState.Delete(connection, cid);
        var owners = content.OwnersOfState();
        foreach (var (key, value) in content.State)
        {
            CapturedState.Keep(connection, cid, key, value.GetRawText());
            if (content.ValuesOf is not null) Authors.KeepState(connection, head.Sid, key, value.GetRawText(), owners[key]);
        }

        Name(connection, head.Sid, cid, content);
        return true;
    }

    private static void Name(Connection connection, long sid, long cid, CheckpointContent content)
    {
        using var describe = connection.Query(Describe)
            .Bind(1, cid).Bind(2, Microseconds.From(content.Place.CreatedAt)).Bind(3, (long?)content.Version?.Number).Bind(4, content.Version?.Description);
        describe.Run();
        if (content.Version is not { } version) return;
        using var raise = connection.Query(RaiseNumber).Bind(1, sid).Bind(2, version.Number);
        raise.Run();
    }

    private static string DescriptionOf(Connection connection, long cid)
    {
        using var find = connection.Query(FindDescription).Bind(1, cid);
        return find.Step() ? find.TextOrNull(0) ?? "" : "";
    }
}
