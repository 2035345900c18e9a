namespace Bots.Sessions;

/// <summary>A store whose data lies on this machine.</summary>
public interface ILocalStore
{
    /// <summary>The full path of its file or folder.</summary>
    string Location { get; }

    /// <summary>The full path of the file that hosts lock to see whether another one is alive on the same data.</summary>
    string HostLockPath { get; }
}
