using System.Text;

namespace Bots.Sessions;

/// <summary>A rough number of tokens without any model's tokeniser: one per four bytes of UTF-8, rounded up, and four per message.</summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 4;
    private const int TokensPerMessage = 4;

    /// <summary>The tokens of a message, its tool calls included.</summary>
    public static int Of(SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var calls = message.Metadata.ToolCalls is { } json ? Encoding.UTF8.GetByteCount(json.GetRawText()) : 0;
        return Of(Encoding.UTF8.GetByteCount(message.Content) + calls);
    }

    /// <summary>The tokens of a message with this many bytes.</summary>
    internal static int Of(int bytes) => TokensPerMessage + ((bytes + BytesPerToken - 1) / BytesPerToken);
}
