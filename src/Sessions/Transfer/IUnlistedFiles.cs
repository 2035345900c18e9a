namespace Bots.Sessions.Transfer;

/// <summary>A store whose sessions are files, among which there may be some that no session is read from.</summary>
internal interface IUnlistedFiles
{
    /// <summary>How many there are that say that they are sessions, or cannot be read.</summary>
    ValueTask<int> CountUnlistedAsync(CancellationToken cancellationToken);
}
