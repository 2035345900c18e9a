using System.Buffers;

namespace Bots.BotHost.Access;

/// <summary>Ids of people and places, with their platform before them: <c>telegram_-100777</c>.</summary>
internal static class AccessId
{
    private static readonly SearchValues<char> PlatformCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The id as it stands in the lists; a bare number belongs to <paramref name="platform"/>. Null when it is none.</summary>
    public static string? Normal(string text, string? platform)
    {
        var id = text.Trim();
        var at = id.LastIndexOf('_');
        if (!IsNumber(id.AsSpan(at + 1))) return null;
        if (at < 0) return platform is null ? null : $"{platform}_{id}";
        return at > 0 && id.AsSpan(0, at).IndexOfAnyExcept(PlatformCharacters) < 0 ? id : null;
    }

    /// <summary>The platform part of an id, such as <c>telegram</c>.</summary>
    public static string PlatformOf(string id) => id.LastIndexOf('_') is > 0 and var at ? id[..at] : id;

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text is ['-', ..]) text = text[1..];
        return text.Length is > 0 and <= 20 && !text.ContainsAnyExceptInRange('0', '9');
    }
}
