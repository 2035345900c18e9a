using System.Runtime.CompilerServices;
using Bots.Sessions.Sqlite.Log;
using Bots.Sessions.Sqlite.Memories;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ICheckpointTransfer, ITakenOverTransfer, IForkTransfer, IUserListing
{
    async IAsyncEnumerable<CheckpointContent> ICheckpointTransfer.ReadCheckpointsAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var checkpoint in await ReadAsync(SessionId.Check(sessionId), CheckpointTable.List, cancellationToken))
        {
            if (await ReadAsync((sessionId, checkpoint), static (connection, asked) => CheckpointCopy.Read(connection, asked.sessionId, asked.checkpoint), cancellationToken) is { } content)
                yield return content;
        }
    }

    ValueTask<TakenOverContent?> ITakenOverTransfer.ReadTakenOverAsync(string sessionId, CancellationToken cancellationToken) =>
        ReadAsync(SessionId.Check(sessionId), TakenOverCopy.Read, cancellationToken);

    async ValueTask ITakenOverTransfer.KeepTakenOverAsync(string sessionId, TakenOverContent content, CancellationToken cancellationToken) =>
        await _writer.WriteAsync((id: SessionId.Check(sessionId), content), static (transaction, asked) => TakenOverCopy.Keep(transaction, asked.id, asked.content), cancellationToken);

    async ValueTask ITakenOverTransfer.ForgetOriginAsync(string sessionId, CancellationToken cancellationToken) =>
        await _writer.WriteAsync(SessionId.Check(sessionId), TakenOverCopy.ForgetOrigin, cancellationToken);

    async ValueTask IForkTransfer.KeepForkedAtAsync(string sessionId, int forkedAt, CancellationToken cancellationToken) =>
        await _writer.WriteAsync((id: SessionId.Check(sessionId), forkedAt), static (transaction, asked) => BranchWriter.KeepForkedAt(transaction, asked.id, asked.forkedAt), cancellationToken);

    ValueTask<bool> ICheckpointTransfer.AddCheckpointAsync(string sessionId, CheckpointContent content, int shared, CancellationToken cancellationToken)
    {
        var rest = content.Messages.Skip(shared).Select(message => new MessageRow(MessageText.Normalize(message, _time.GetUtcNow()), _file.LargeContentBytes)).ToList();
        return _writer.WriteAsync(
            (id: SessionId.Check(sessionId), content, shared, rest),
            static (transaction, asked) => CheckpointCopy.Add(transaction, asked.id, asked.content, asked.shared, asked.rest), cancellationToken);
    }

    ValueTask<UserList> IUserListing.ListUsersAsync(IReadOnlySet<string> known, CancellationToken cancellationToken) =>
        ReadAsync(known, static (connection, _) => new UserList(MemoryTable.Users(connection), 0), cancellationToken);
}
