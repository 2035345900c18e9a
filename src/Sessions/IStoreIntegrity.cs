namespace Bots.Sessions;

/// <summary>A store that checks its own data and mends what can be mended.</summary>
/// <remarks>
/// <para>Every store sees what its files cannot be read for, places that point at nothing, counts that disagree, and tool calls torn from their results.</para>
/// <para>SQLite sees as well whether a message says what was written, by a sum noted beside it (messages written before there were sums, and those a
/// repair has touched, have none). Values, memories and deliveries have no sums, and neither have the JSON files, which other programs may change as
/// they like: what was changed there into something that can be read is not seen. A sum finds damage; who means to deceive changes it as well.</para>
/// </remarks>
public interface IStoreIntegrity
{
    /// <summary>Everything that is wrong; empty when all is well, or when there is no store yet. Changes nothing.</summary>
    /// <exception cref="SessionStoreException">There is something else where the store should be: another program's file, or a newer version's.</exception>
    ValueTask<IReadOnlyList<IntegrityProblem>> CheckIntegrityAsync(CancellationToken cancellationToken = default);

    /// <summary>Mends what <see cref="IntegrityProblem.Remedy"/> says, in one write per session, and never throws text away that can still be read.</summary>
    /// <param name="dryRun">True to only say what would be done.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The problems mended, or that would be. What has no remedy is left as it is.</returns>
    ValueTask<IReadOnlyList<IntegrityProblem>> RepairAsync(bool dryRun = false, CancellationToken cancellationToken = default);
}

/// <summary>Something that is wrong.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="SessionId">The session, or null when it belongs to none.</param>
/// <param name="Detail">One sentence for a person: where, and what. Never the text of a message.</param>
/// <param name="Remedy">What a repair does about it, or null when nothing can be done by itself.</param>
public sealed record IntegrityProblem(IntegrityProblemKind Kind, string? SessionId, string Detail, string? Remedy);

/// <summary>What can be wrong.</summary>
public enum IntegrityProblemKind
{
    /// <summary>The file itself, or a part of it, cannot be read.</summary>
    Unreadable,

    /// <summary>A history lacks a message, or holds one at a place where it cannot be.</summary>
    Gap,

    /// <summary>A tool's result stands without its call, or a call without a result although later messages follow.</summary>
    OrphanToolCall,

    /// <summary>A session, fork or checkpoint points at history that is not there.</summary>
    DanglingSegment,

    /// <summary>A number kept beside the data (a count, an index) disagrees with it.</summary>
    WrongCount,

    /// <summary>Data or files that nothing refers to any more.</summary>
    Orphan,

    /// <summary>A message says something else than what was written: the file was damaged, or changed by another program.</summary>
    Changed,
}
