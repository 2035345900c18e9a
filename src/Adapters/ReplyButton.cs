using System.Text;

namespace Bots.Adapters;

/// <summary>Something to press under a reply. Pressing it says its data, as if the user had typed it.</summary>
/// <remarks>The data is a chat command (<c>/sessions 2</c>) or any other text. It carries no rights: whoever presses is told apart by their own
/// <see cref="InboundMessage.UserId"/>, and a platform without buttons shows the data as something to type.
/// Below an answer in a group only whoever asked can press, unless the conversation is everyone's. Telegram keeps who that is in the same 64 bytes: there, a
/// button with more than 49 bytes of data is left out in groups.</remarks>
public sealed record ReplyButton
{
    /// <summary>The most bytes of data (UTF-8) that every platform takes.</summary>
    public const int MaxDataBytes = 64;

    /// <summary>A button.</summary>
    /// <param name="label">What stands on it; platforms cut what is longer than they show (about 40 characters).</param>
    /// <param name="data">What pressing it says, 1 to 64 bytes.</param>
    /// <exception cref="ArgumentException">The label is empty, or the data is empty or too long.</exception>
    public ReplyButton(string label, string data)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ArgumentException.ThrowIfNullOrWhiteSpace(data);
        if (Encoding.UTF8.GetByteCount(data) > MaxDataBytes) throw new ArgumentException($"A button's data takes at most {MaxDataBytes} bytes.", nameof(data));
        (Label, Data) = (label, data);
    }

    /// <summary>What stands on it.</summary>
    public string Label { get; }

    /// <summary>What pressing it says.</summary>
    public string Data { get; }
}
