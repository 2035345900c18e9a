using System.Security.Cryptography;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Every message stands right behind the one before, and what is noted beside it is right.</summary>
internal static class MessageCheck
{
    /// <summary>The estimated tokens of the row <c>p</c>, as <see cref="TokenEstimate"/> counts them.</summary>
    public const string Tokens = """
        4 + (coalesce(length(CAST(CASE WHEN p.body IS NULL THEN p.content ELSE (SELECT text FROM body WHERE bid=p.body) END AS BLOB)), 0)
            + coalesce(length(CAST(p.tool_calls AS BLOB)), 0) + 3) / 4
        """;

    private const string All = $"""
        SELECT m.mid, m.seg, m.pos, m.prev, m.jump, m.grp, m.jump_grp, m.tok_before, m.role='tool' OR m.tool_call_id IS NOT NULL, m.tool_call_id,
            p.pos, p.jump_grp, p.tok_before + {Tokens}, j.jump, j.jump_grp,
            p.seg=m.seg OR EXISTS(SELECT 1 FROM segment s WHERE s.seg=m.seg AND s.parent_seg=p.seg AND s.base_pos=p.pos),
            m.body IS NOT NULL AND NOT EXISTS(SELECT 1 FROM body WHERE bid=m.body),
            m.tool_calls, m.metadata, m.sum, m.ts, m.role, CASE WHEN m.body IS NULL THEN m.content ELSE (SELECT text FROM body WHERE bid=m.body) END, m.body IS NOT NULL
        FROM message m LEFT JOIN message p ON p.mid=m.prev AND m.prev<>0 LEFT JOIN message j ON j.mid=p.jump
        """;

    private static readonly Problem LostText = new(IntegrityProblemKind.Unreadable, "has lost its large text", "A note takes the place of the text; the message stays where it is.");
    private static readonly Problem NoJson = new(IntegrityProblemKind.Unreadable, "has tool calls or metadata that are no JSON", "They are kept as text in the metadata of the message.");
    private static readonly Problem Changed = new(IntegrityProblemKind.Changed, "does not say what was written", "It stays as it is now, with a mark in its metadata. A backup may hold what was written.");
    private static readonly Problem NoTime = new(IntegrityProblemKind.Changed, "has a time that cannot be", "It gets the time of its neighbour, and a mark in its metadata.");
    private static readonly Problem Gap = new(IntegrityProblemKind.Gap, "does not follow the message that stood before it");
    private static readonly Problem OtherSegment = new(IntegrityProblemKind.DanglingSegment, "follows a message of a segment that its own is not based on");
    private static readonly Problem WrongNumbers = new(IntegrityProblemKind.WrongCount, "has wrong numbers beside it (its group, its way back, or the tokens before it)");

    public static IEnumerable<Finding> Run(Connection connection)
    {
        var worst = new Dictionary<(Owner Owner, Problem Problem), (int Count, long First)>();
        HistoryOwners? owners = null;
        using var rows = connection.Query(All);
        while (rows.Step())
        {
            foreach (var problem in ProblemsOf(connection, rows))
            {
                foreach (var owner in (owners ??= HistoryOwners.Read(connection)).Of(rows.Long(1), rows.Long(2)))
                {
                    var (count, first) = worst.GetValueOrDefault((owner, problem), (0, long.MaxValue));
                    worst[(owner, problem)] = (count + 1, Math.Min(first, rows.Long(2)));
                }
            }
        }

        return worst.Select(static one => Describe(one.Key.Owner, one.Key.Problem, one.Value.Count, one.Value.First));
    }

    private static Finding Describe(Owner owner, Problem problem, int count, long first)
    {
        var detail = count == 1 ? $"The message at index {first} {problem.What}." : $"{count} messages, the first at index {first}: each {problem.What}.";
        return Finding.Of(problem.Kind, owner.Id, detail, HistoryMender.Of(owner, problem.Remedy));
    }

    private static List<Problem> ProblemsOf(Connection connection, Query row)
    {
        var problems = new List<Problem>();
        if (row.Long(16) != 0) problems.Add(LostText);
        if (!MessageMender.IsToolCalls(row.TextOrNull(17)) || !MessageMender.IsMetadata(row.TextOrNull(18))) problems.Add(NoJson);
        if (!Microseconds.IsTime(row.Long(20))) problems.Add(NoTime);
        else if (row.Long(16) == 0 && !row.IsNull(19) && row.Long(19) != SumOf(row)) problems.Add(Changed);
        var (position, isFirst) = (row.Long(2), row.Long(3) == 0);
        if (isFirst ? position != 0 : row.IsNull(10) || row.Long(10) != position - 1)
            problems.Add(Gap);
        else if (!isFirst && row.Long(15) == 0) problems.Add(OtherSegment);
        else if (!NumbersAreRight(connection, row, position, isFirst)) problems.Add(WrongNumbers);
        return problems;
    }

    private static long SumOf(Query row) => MessageSum.Of(
        row.Long(20), row.Long(23) == 0 ? row.Utf8(22) : SHA256.HashData(row.Utf8(22)), row.Text(21), row.TextOrNull(17), row.TextOrNull(9), row.TextOrNull(18));

    private static bool NumbersAreRight(Connection connection, Query row, long position, bool isFirst)
    {
        var group = GroupOf(connection, row, position);
        var (jump, jumpGroup) = (0L, group == ToolGroups.NoCall ? position : group);
        if (!isFirst && JumpPointer.Target(position) == position - 1) jump = row.Long(3);
        else if (!isFirst) (jump, jumpGroup) = (row.Long(13), Math.Min(jumpGroup, Math.Min(row.Long(11), row.Long(14))));
        return (row.Long(5), row.Long(4), row.Long(6), row.Long(7)) == (group, jump, jumpGroup, isFirst ? 0 : row.Long(12));
    }

    private static long GroupOf(Connection connection, Query row, long position) => row.Long(8) == 0
        ? position
        : ToolGroups.OfResult(connection, new(row.Long(3), position, 0, ToolGroups.OpenAfter(connection, row.Long(3))), row.TextOrNull(9));

    private sealed record Problem(IntegrityProblemKind Kind, string What, string Remedy = HistoryMender.Remedy);
}
