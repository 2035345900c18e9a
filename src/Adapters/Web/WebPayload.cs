using System.Text.Json;
using Bots.Adapters.Rendering;

namespace Bots.Adapters.Web;

/// <summary>A rendered reply as it waits in the outbox.</summary>
/// <param name="Turn">The page's id of the message it answers.</param>
/// <param name="Markdown">The text.</param>
/// <param name="Command">True when it answers a chat command, which may have changed the history.</param>
/// <param name="File">A file to download, or null.</param>
internal sealed record WebPayload(string Turn, string Markdown, bool Command, ReplyFile? File)
{
    public static string Write(InboundMessage message, Reply reply) => JsonSerializer.Serialize(
        new(TurnOf(message), ButtonText.WithButtons(reply), message.Text.StartsWith('/'), reply.File), WebJson.Relaxed.WebPayload);

    // What answers no message has a place of its own on the page.
    private static string TurnOf(InboundMessage message) => message.DedupeId.Length > 0 ? Browser.MessageId(message.DedupeId) : $"notice-{Guid.NewGuid():N}";

    /// <summary>The reply; null when this is none.</summary>
    public static WebPayload? Read(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, WebJson.Relaxed.WebPayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public WebEvent ToEvent(long id) => WebEvent.Final(new(
        id.ToString(System.Globalization.CultureInfo.InvariantCulture), Turn, WebMarkdown.ToHtml(Markdown), Command, File));
}
