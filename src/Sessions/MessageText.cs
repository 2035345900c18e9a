using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions;

/// <summary>The rules that every store applies to a message before it keeps it.</summary>
public static class MessageText
{
    /// <summary>The longest role, in characters.</summary>
    public const int MaxRole = 256;

    /// <summary>The text with every lone surrogate replaced by U+FFFD; the same instance when there is none.</summary>
    public static string WellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The metadata with every lone surrogate in names, texts and values, however it is spelt, replaced by U+FFFD; the same instance when there is none.</summary>
    public static MessageMetadata WellFormed(MessageMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var (calls, id) = (metadata.ToolCalls is { } given ? WellFormed(given) : (JsonElement?)null, metadata.ToolCallId is { } call ? WellFormed(call) : null);
        var values = metadata.Values;
        foreach (var (name, value) in metadata.Values)
        {
            var (kept, mended) = (WellFormed(name), WellFormed(value));
            if (ReferenceEquals(kept, name) && IsSame(mended, value)) continue;
            values = values.Remove(name).SetItem(kept, mended);
        }

        var isWhole = ReferenceEquals(values, metadata.Values) && ReferenceEquals(id, metadata.ToolCallId) && (calls is null || IsSame(calls.Value, metadata.ToolCalls!.Value));
        return isWhole ? metadata : new() { ToolCalls = calls, ToolCallId = id, Values = values };
    }

    /// <summary>The JSON with every escaped lone surrogate replaced by U+FFFD: nobody could read such a text, or write it once more.</summary>
    internal static JsonElement WellFormed(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object)) return value;
        var json = JsonMarshal.GetRawUtf8Value(value);
        if (json.IndexOf("\\u"u8) < 0) return value;
        var spelt = json.ToArray();
        var mended = JsonRepair.ReplaceLoneSurrogates(spelt);
        if (ReferenceEquals(mended, spelt)) return value;
        var reader = new Utf8JsonReader(mended, new JsonReaderOptions { MaxDepth = 4_096 });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>What is wrong with a role, to be put behind its name; null when it is one.</summary>
    internal static string? ProblemOfRole(string role) =>
        string.IsNullOrWhiteSpace(role) ? "is blank; it is user, assistant, system, tool, or another word"
        : role.Length > MaxRole ? $"has {role.Length} characters; it may have {MaxRole}"
        : null;

    /// <summary>The message as it is stored: text and metadata well formed, time set (<paramref name="now"/> unless it has one) and cut to the microsecond.</summary>
    /// <exception cref="ArgumentException">The role is missing, blank or longer than <see cref="MaxRole"/>, or the text is missing.</exception>
    public static SessionMessage Normalize(SessionMessage message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(message.Role, nameof(message));
        if (ProblemOfRole(message.Role) is { } problem) throw new ArgumentException($"The role {problem}.", nameof(message));
        var time = message.Timestamp == default ? now : message.Timestamp;
        return message with
        {
            Role = WellFormed(message.Role),
            Content = WellFormed(message.Content),
            Timestamp = ToMicroseconds(time),
            Metadata = message.Metadata is { IsEmpty: false } metadata ? WellFormed(metadata) : MessageMetadata.Empty,
        };
    }

    internal static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    // An element is a place in a document: mended, it stands in another one.
    private static bool IsSame(JsonElement one, JsonElement other) => one.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(one) == JsonMarshal.GetRawUtf8Value(other);

    private static bool IsWellFormed(string text)
    {
        for (var index = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); index >= 0 && index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index])) continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1])) return false;
            index++;
        }

        return true;
    }
}
