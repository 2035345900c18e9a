using System.Net;
using System.Text.RegularExpressions;

namespace Bots.BotHost.Tests.Platforms.Web;

/// <summary>What a browser makes of the HTML of an answer.</summary>
internal static partial class WebText
{
    public static Seen ToSeen(string id, string html) => new(id, WebUtility.HtmlDecode(Tag.Replace(html, "")).Trim())
    {
        Harm = Active.IsMatch(html) ? $"it is markup: {html}" : null,
    };

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }

    // Of what the tests let a model write, none of this may become an element.
    [GeneratedRegex("<(script|b|img|iframe|style)[ >/]|<[^>]* on[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Active { get; }
}
