namespace Bots.BotHost.Access;

/// <summary>How a claim of a bot is written: <c>/owner CODE</c>, or <c>/start CODE</c> as a link to the bot says it.</summary>
internal static class ClaimText
{
    private const string Owner = "/owner";
    private const string Start = "/start";

    /// <summary>Whether the text is a claim, right or wrong.</summary>
    public static bool IsClaim(string text) =>
        Argument(text, Owner) is not null || (Argument(text, Start) is { } code && OneTimeCode.Read(code) is not null);

    private static string? Argument(string text, string command)
    {
        if (!text.StartsWith(command, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = text.AsSpan(command.Length);
        return rest.Length == 0 || char.IsWhiteSpace(rest[0]) ? rest.Trim().ToString() : null;
    }
}
