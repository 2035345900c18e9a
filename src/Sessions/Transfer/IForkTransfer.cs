namespace Bots.Sessions.Transfer;

/// <summary>A store that notes of a session from another one where that was forked, whatever became of its parent's history and its own since.</summary>
internal interface IForkTransfer
{
    /// <summary>Notes it so; a session that is unknown stays unknown.</summary>
    ValueTask KeepForkedAtAsync(string sessionId, int forkedAt, CancellationToken cancellationToken);
}
