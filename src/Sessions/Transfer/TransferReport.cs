namespace Bots.Sessions.Transfer;

/// <summary>What an export wrote or an import read.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Messages">Messages in them.</param>
/// <param name="Values">State values.</param>
/// <param name="Summaries">Summaries.</param>
/// <param name="Memories">Memories.</param>
/// <param name="Hash">SHA-256 over every line, in lower case hexadecimal: two exports of the same content have the same.</param>
public sealed record TransferReport(int Sessions, long Messages, int Values, int Summaries, int Memories, string Hash)
{
    /// <summary>Checkpoints, versions included.</summary>
    public int Checkpoints { get; init; }

    /// <summary>Checkpoints that the store could not give or take, because it does not offer <see cref="ICheckpointTransfer"/>; a backup of the store keeps them.</summary>
    public int CheckpointsLeftOut { get; init; }

    /// <summary>Users without a session whose values the store holds in files that do not say whose they are, as it once wrote them; the next change of a value says it.</summary>
    public int UsersLeftOut { get; init; }

    /// <summary>Files among the sessions that nothing is read from: copies, those that have not the name of their session, and those that cannot be read. A check of the store names them.</summary>
    public int FilesLeftOut { get; init; }
}
