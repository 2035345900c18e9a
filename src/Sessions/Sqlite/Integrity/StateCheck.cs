using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Integrity;

/// <summary>Values are JSON.</summary>
internal static class StateCheck
{
    private const string Unreadable = """
        SELECT scope, owner, key, ver FROM state WHERE value IS NOT NULL AND NOT json_valid(value)
        """;

    public static IEnumerable<Finding> Run(Connection connection) => Finding.In(connection, Unreadable, static row => Finding.Of(
        IntegrityProblemKind.Unreadable, row.Text(0) is "session" or "shared" ? row.Text(1) : null,
        $"Version {row.Long(3)} of the {row.Text(0)} value \"{row.Text(2)}\" is no JSON; set it anew."));
}
