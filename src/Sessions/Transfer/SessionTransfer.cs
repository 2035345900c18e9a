namespace Bots.Sessions.Transfer;

/// <summary>Takes sessions from any store into any other, through JSON Lines: one object per line, UTF-8.</summary>
/// <remarks>The first line names the format, the last one the counts and a hash over all lines before it, so that a file that was cut or
/// changed is noticed. A session line is followed by its messages, summaries, state, checkpoints and versions (with what only they hold); the values
/// and memories of users come at the end, also of those who own no session any more. Whose text a fork or merge took over comes along, so that erasing its owner reaches it in the new store as well.
/// Deliveries and the history of values stay behind: <see cref="IStoreBackup"/> keeps them.</remarks>
public static class SessionTransfer
{
    /// <summary>Writes the sessions, parents first. Other writers may go on: each session is written as it is when its turn comes.</summary>
    /// <param name="store">A store with <see cref="ISessionCatalog"/>.</param>
    /// <param name="output">Written from where it stands; left open.</param>
    /// <param name="userId">Only this user's sessions, values and memories; null for everything.</param>
    /// <param name="cancellationToken">Stops between two lines; what was written then has no last line.</param>
    /// <exception cref="NotSupportedException">The store cannot list its sessions.</exception>
    public static async Task<TransferReport> ExportAsync(ISessionStore store, Stream output, string? userId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(output);
        using var exporter = new SessionExporter(store, output, withCheckpoints: true);
        return await exporter.RunAsync(userId, cancellationToken);
    }

    /// <summary>Reads an export into a store. The whole of it is checked before anything is written.</summary>
    /// <remarks>An import that was interrupted can be run again: sessions that are there already, whole or in part, are completed, and a user's
    /// value that is set already stays. A session that is there with other content is never touched.</remarks>
    /// <param name="store">A store with <see cref="ISessionCatalog"/> and <see cref="ITurnLog"/>.</param>
    /// <param name="input">Read from where it stands; left open. One that cannot seek is first copied to a temporary file.</param>
    /// <param name="cancellationToken">Stops between two writes.</param>
    /// <exception cref="InvalidDataException">The input is no whole export; the message names the line. Nothing was written.</exception>
    /// <exception cref="InvalidOperationException">Sessions are there already with other content; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The store lacks a capability that is needed.</exception>
    public static async Task<TransferReport> ImportAsync(ISessionStore store, Stream input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(input);
        await using var spool = input.CanSeek ? null : Spool();
        if (spool is not null)
        {
            await input.CopyToAsync(spool, cancellationToken);
            spool.Position = 0;
        }

        return await new SessionImporter(store, spool ?? input).RunAsync(cancellationToken);
    }

    /// <summary>Copies everything that an export holds from one store to another, and checks it: both then export the same hash.</summary>
    /// <exception cref="InvalidDataException">The copy is not the same, because the target held other sessions or somebody wrote meanwhile.</exception>
    public static async Task<TransferReport> CopyAsync(ISessionStore source, ISessionStore target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var withCheckpoints = target.Find<ICheckpointTransfer>() is not null;
        await using var spool = Spool();
        using var exporter = new SessionExporter(source, spool, withCheckpoints);
        var exported = await exporter.RunAsync(null, cancellationToken);
        spool.Position = 0;
        var copied = await ImportAsync(target, spool, cancellationToken);
        using var checker = new SessionExporter(target, Stream.Null, withCheckpoints);
        var check = await checker.RunAsync(null, cancellationToken);
        return check.Hash == copied.Hash ? copied with { CheckpointsLeftOut = exported.CheckpointsLeftOut, UsersLeftOut = exported.UsersLeftOut, FilesLeftOut = exported.FilesLeftOut } : throw new InvalidDataException(
            "The sessions were copied, but the target does not hold exactly what the source does: it held more before, or somebody wrote meanwhile.");
    }

    private static FileStream Spool() =>
        new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
