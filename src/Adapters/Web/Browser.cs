using System.Globalization;
using Bots.Sessions;

namespace Bots.Adapters.Web;

/// <summary>One visitor, as the signed cookie names them.</summary>
/// <param name="Number">A random positive number.</param>
internal readonly record struct Browser(long Number)
{
    /// <summary>The chat that all tabs of the browser share.</summary>
    public string Chat => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The dedupe id of a message; carries the browser, so that no other browser can claim the same one.</summary>
    public string DedupeId(string messageId) => $"{Chat}:{messageId}";

    /// <summary>The id the page gave a message, out of its dedupe id.</summary>
    public static string MessageId(string dedupeId) => dedupeId[(dedupeId.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>A message of this browser.</summary>
    public InboundMessage ToInbound(string bot, PlatformName platform, string messageId, string text, DateTimeOffset sentAt) =>
        new(bot, DedupeId(messageId), SessionKey.ForUser(platform, Number).Value, $"{platform}_{Chat}", text, new(Chat, MessageId: messageId)) { SentAt = sentAt };
}
