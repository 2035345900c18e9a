using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>Finds what is wrong within one session's document, and where it points at sessions that are not there.</summary>
internal static class DocumentCheck
{
    /// <summary>The problems of a document.</summary>
    /// <param name="id">The session.</param>
    /// <param name="document">Its document.</param>
    /// <param name="others">All sessions by id.</param>
    public static IEnumerable<Finding> Find(string id, SessionDocument document, IReadOnlyDictionary<string, SessionDocument> others) =>
        [.. Messages(id, document), .. TimesCheck.Find(id, document), .. Snapshots(id, document), .. Family(id, document, others), .. CircleCheck.Find(id, document, others)];

    private static IEnumerable<Finding> Messages(string id, SessionDocument document)
    {
        if (document.StrayMessages is > 0 and var strays)
            yield return Finding.Of(IntegrityProblemKind.Gap, id, $"{strays} entries of \"messages\" are no messages; nobody reads them.");
        foreach (var detail in ToolCallAudit.Find(document.Window(null))) yield return Finding.Of(IntegrityProblemKind.OrphanToolCall, id, detail);
    }

    private static IEnumerable<Finding> Snapshots(string id, SessionDocument document)
    {
        foreach (var snapshot in document.RawSnapshots.Select(SnapshotJson.Read).OfType<Snapshot>().Where(snapshot => SessionSnapshots.Messages(document, snapshot) is null))
        {
            var detail = $"The checkpoint {snapshot.Shown.Id} ends at message {snapshot.Shown.MessageIndex}, which is not there any more.";
            if (SessionSnapshots.PlacedAgain(document, snapshot) is not null)
            {
                yield return Finding.Of(IntegrityProblemKind.DanglingSegment, id, $"The checkpoint {snapshot.Shown.Id} ends at message {snapshot.Prefix - 1}, which was changed since.",
                    "It ends there again, as the times of the messages say that it did.") with
                {
                    Edit = changed => SessionSnapshots.PlacedAgain(changed, snapshot) ?? changed,
                };
                continue;
            }

            yield return snapshot.Rest.Count > 0
                ? Finding.Of(IntegrityProblemKind.DanglingSegment, id, $"{detail} It holds messages of its own and stays.")
                : Finding.Of(IntegrityProblemKind.DanglingSegment, id, detail, "The checkpoint is removed; no message is lost.") with
                {
                    Edit = changed => SessionSnapshots.Forget(changed, one => one.Shown.Id == snapshot.Shown.Id) ?? changed,
                };
        }
    }

    private static IEnumerable<Finding> Family(string id, SessionDocument document, IReadOnlyDictionary<string, SessionDocument> others)
    {
        if (document.Text("parent_id") is { Length: > 0 } parent && !others.ContainsKey(parent))
        {
            yield return Finding.Of(IntegrityProblemKind.DanglingSegment, id, "The session it stands below does not exist.", "It is noted as standing below none.") with
            {
                Edit = changed => SessionTreeChanges.Orphan(changed, parent) ?? changed,
            };
        }

        foreach (var child in document.ChildrenIds.Where(child => !others.TryGetValue(child, out var below) || below.Text("parent_id") != id))
        {
            yield return Finding.Of(IntegrityProblemKind.DanglingSegment, id, $"It names {child} as standing below it, which does not.", "The name is taken off its list.") with
            {
                Edit = changed => SessionTreeChanges.Abandon(changed, child) ?? changed,
            };
        }
    }
}
