using System.Runtime.CompilerServices;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Memory;

/// <content>Checkpoints of other stores.</content>
public sealed partial class MemorySessionStore : ICheckpointTransfer, ITakenOverTransfer, IForkTransfer, IUserListing
{
    async IAsyncEnumerable<CheckpointContent> ICheckpointTransfer.ReadCheckpointsAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var content in await Locked(() => Find(sessionId)?.Contents() ?? [], cancellationToken)) yield return content;
    }

    ValueTask<TakenOverContent?> ITakenOverTransfer.ReadTakenOverAsync(string sessionId, CancellationToken cancellationToken) =>
        Locked(() => Find(sessionId)?.TakenOver(), cancellationToken);

    async ValueTask ITakenOverTransfer.KeepTakenOverAsync(string sessionId, TakenOverContent content, CancellationToken cancellationToken) =>
        await Locked(() => Change(sessionId, session => session.Keep(content)), cancellationToken);

    async ValueTask ITakenOverTransfer.ForgetOriginAsync(string sessionId, CancellationToken cancellationToken) =>
        await Locked(() => Change(sessionId, static session => session.ForgetOrigin()), cancellationToken);

    async ValueTask IForkTransfer.KeepForkedAtAsync(string sessionId, int forkedAt, CancellationToken cancellationToken) =>
        await Locked(() => Change(sessionId, session => session.KeepForkedAt(forkedAt)), cancellationToken);

    ValueTask<bool> ICheckpointTransfer.AddCheckpointAsync(string sessionId, CheckpointContent content, int shared, CancellationToken cancellationToken) =>
        Locked(() => Change(sessionId, session => session.Add(content, shared)), cancellationToken);

    ValueTask<UserList> IUserListing.ListUsersAsync(IReadOnlySet<string> known, CancellationToken cancellationToken) =>
        Locked(() => new UserList([.. _state.Users().Union(_memories.Users())], 0), cancellationToken);
}
