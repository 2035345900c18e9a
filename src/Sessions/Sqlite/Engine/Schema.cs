namespace Bots.Sessions.Sqlite.Engine;

/// <summary>The tables, and how an older file becomes a current one.</summary>
internal static class Schema
{
    /// <summary>Marks a file as ours: "Bots" in ASCII.</summary>
    public const int ApplicationId = 0x426F7473;

    // One script per version, in order; a released one never changes.
    private static readonly string[] Versions =
    [
        SchemaVersion1.Script, SchemaVersion2.Script, SchemaVersion3.Script, SchemaVersion4.Script, SchemaVersion5.Script, SchemaVersion6.Script,
        SchemaVersion7.Script, SchemaVersion8.Script, SchemaVersion9.Script, SchemaVersion10.Script,
    ];

    /// <summary>The version this program reads and writes.</summary>
    public static int Current => Versions.Length;

    /// <summary>The scripts of the versions below this one.</summary>
    internal static IReadOnlyList<string> Before(int version) => Versions[..(version - 1)];

    /// <summary>True when the file is ready for use, false when it is new, older, or not in the journal mode we need.</summary>
    /// <exception cref="SessionStoreException">The file is not ours, or a newer program wrote it.</exception>
    public static bool IsCurrent(Connection connection, string path)
    {
        // One state of the file: another process may be creating the tables just now.
        connection.Run("BEGIN");
        try
        {
            return IsCurrentVersion(connection, path) && connection.Text("PRAGMA journal_mode") == "wal";
        }
        finally
        {
            connection.RollbackIfOpen();
        }
    }

    /// <summary>Creates the tables of a new file and adds to an older one what it lacks.</summary>
    public static void Upgrade(Connection connection) => Upgrade(connection, Versions);

    /// <summary>Brings a file to the last of these versions, or leaves it as it is.</summary>
    internal static void Upgrade(Connection connection, IReadOnlyList<string> versions)
    {
        if (connection.Number("PRAGMA user_version") == versions.Count) return;
        // What a script drops may be somebody's text.
        connection.Execute("PRAGMA secure_delete=ON; BEGIN IMMEDIATE");
        try
        {
            // Another process may have been faster.
            var found = (int)connection.Number("PRAGMA user_version");
            for (var version = found; version < versions.Count; version++)
                connection.Execute($"{versions[version]}; PRAGMA user_version={version + 1}");
            if (found == 0) StartIdsAnew(connection);
            connection.Execute($"PRAGMA application_id={ApplicationId}; COMMIT");
        }
        catch
        {
            connection.RollbackIfOpen();
            throw;
        }
    }

    /// <summary>From now on messages and replies get ids that no other file has given out: a host that goes on with this file must not take one of
    /// its rows for one of the file it had before.</summary>
    /// <remarks>Milliseconds since 2020: a file that is made later begins above all ids of an older one, which would have to give out a thousand a
    /// second all its life to be met.</remarks>
    public static void StartIdsAnew(Connection connection) => connection.Execute("""
        INSERT INTO sqlite_sequence(name, seq) SELECT name, 0 FROM sqlite_master AS made
        WHERE name IN ('inbox', 'outbox') AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE sqlite_sequence.name=made.name);
        UPDATE sqlite_sequence SET seq=max(seq, CAST((julianday('now')-2458849.5)*86400000 AS INTEGER)) WHERE name IN ('inbox', 'outbox');
        """);

    /// <summary>True for a file of the present version, false for an older one.</summary>
    /// <exception cref="SessionStoreException">The file is not ours, or a newer program wrote it.</exception>
    public static bool IsCurrentVersion(Connection connection, string path)
    {
        var application = connection.Number("PRAGMA application_id");
        var version = connection.Number("PRAGMA user_version");
        if (application == 0 && version == 0 && connection.Number("SELECT count(*) FROM sqlite_master") == 0) return false;
        if (application != ApplicationId) throw Foreign(path);
        return version <= Current ? version == Current : throw Newer(path, version);
    }

    private static SessionStoreException Foreign(string path) =>
        new($"{path} is the database of another program; set Sessions:Sqlite:Path to a file of its own.");

    private static SessionStoreException Newer(string path, long version) => new(
        $"{path} was written by a newer version of this program (schema {version}, this one knows {Current}); start that version, or set Sessions:Sqlite:Path to another file.");
}
