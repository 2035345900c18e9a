using System.Text;
using System.Text.Json;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>Takes single values out of JSON. A value of another kind than wanted is skipped whole and is as good as not there.</summary>
internal static class JsonValues
{
    /// <summary>Longer than every field's name that means anything here.</summary>
    public const int LongestName = 64;

    // Messages hold messages: nobody's nesting may use up the stack.
    private const int DeepestRead = 60;

    /// <summary>Goes into an object: true once per property, with the reader on its value; false at the end.</summary>
    /// <param name="reader">On the object, or on the last token of the value before.</param>
    /// <param name="buffer">Takes the property's name.</param>
    /// <param name="length">The length of the name; 0 for one that is too long to mean anything here.</param>
    public static bool NextProperty(ref Utf8JsonReader reader, scoped Span<char> buffer, out int length)
    {
        length = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName) return false;
        length = Name(ref reader, buffer);
        reader.Read();
        return true;
    }

    /// <summary>True when the reader stands on an object; skips anything else.</summary>
    public static bool IsObject(ref Utf8JsonReader reader) => Is(ref reader, JsonTokenType.StartObject);

    /// <summary>True when the object the reader stands on lies deeper than anything is read; it is skipped.</summary>
    public static bool IsTooDeep(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth <= DeepestRead) return false;
        reader.Skip();
        return true;
    }

    /// <summary>True when the reader stands on a list; skips anything else.</summary>
    public static bool IsList(ref Utf8JsonReader reader) => Is(ref reader, JsonTokenType.StartArray);

    public static long? Long(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)) return value;
        reader.Skip();
        return null;
    }

    public static int? Int(ref Utf8JsonReader reader) => Long(ref reader) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    public static double? Double(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value)) return value;
        reader.Skip();
        return null;
    }

    public static bool Flag(ref Utf8JsonReader reader)
    {
        var value = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return value;
    }

    /// <summary>The text; half a character in it (the other half was cut off) is replaced.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return LenientStringConverter.Text(ref reader);
        reader.Skip();
        return null;
    }

    private static bool Is(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (reader.TokenType == wanted) return true;
        reader.Skip();
        return false;
    }

    private static int EscapedName(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        try
        {
            return reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            return 0; // half a character: no name that means anything
        }
    }

    private static int Name(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length > buffer.Length) return 0;
        if (reader.ValueIsEscaped) return EscapedName(ref reader, buffer);
        return Ascii.ToUtf16(reader.ValueSpan, buffer, out var length) == System.Buffers.OperationStatus.Done ? length : 0;
    }
}
