namespace Bots.Sessions.Sqlite;

/// <summary>What an acknowledged write survives.</summary>
public enum SqliteSynchronous
{
    /// <summary>Everything, a power cut included: each commit waits for the disk.</summary>
    Full,

    /// <summary>The end of the process; a power cut may take back the last writes, but never damages the file.</summary>
    Normal,
}
