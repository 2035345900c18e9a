namespace Bots.BotHost.Commands;

/// <summary>Cuts texts of users to one bounded line.</summary>
internal static class Excerpt
{
    /// <summary>The text on one line, at most <paramref name="length"/> characters and an ellipsis, no character cut in half.</summary>
    public static string Of(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= length ? line : line[..(char.IsHighSurrogate(line[length - 1]) ? length - 1 : length)] + "…";
    }
}
