using System.Globalization;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>The ids of checkpoints as callers see them: the prefix keeps labels that are numbers apart from them.</summary>
internal static class CheckpointId
{
    private const string Prefix = "cp-";

    public static string From(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    public static long? Parse(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
