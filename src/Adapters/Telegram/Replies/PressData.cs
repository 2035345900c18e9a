using System.Globalization;
using System.Text;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>What the <c>callback_data</c> of a button says. It comes back from the user's program: what it says is checked like typed text.</summary>
/// <param name="Asker">Who alone may press it; null for everyone.</param>
/// <param name="Said">What pressing says.</param>
internal readonly record struct PressData(long? Asker, string Said)
{
    private const char Mark = '@';

    /// <summary>Who alone may press what stands below the answer to a message: in a group whoever asked; null in private, where nobody else could, and where a conversation is everyone's.</summary>
    public static long? AskerOf(InboundMessage message) =>
        message is { IsGroup: true, IsShared: false } && long.TryParse(message.UserId.AsSpan(message.UserId.IndexOf('_', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Reads the data of a pressed button; what names nobody is everyone's.</summary>
    public static PressData Parse(string data)
    {
        var end = data.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && data[0] == Mark && long.TryParse(data.AsSpan(1, end - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var asker) && end + 1 < data.Length
            ? new(asker, data[(end + 1)..]) : new(null, data);
    }

    /// <summary>The data to send, at most 64 bytes; null when that does not hold it. User ids have up to 52 bits: 49 bytes always fit.</summary>
    public string? ToData()
    {
        var data = Asker is { } asker ? string.Create(CultureInfo.InvariantCulture, $"{Mark}{asker:x} {Said}") : Said;
        return Encoding.UTF8.GetByteCount(data) <= ReplyButton.MaxDataBytes ? data : null;
    }
}
