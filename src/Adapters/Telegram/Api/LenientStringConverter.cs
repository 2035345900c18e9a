using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Adapters.Telegram.Api;

/// <summary>Reads strings that are not valid Unicode (half a surrogate pair, broken UTF-8) with replacement characters instead of failing.</summary>
internal sealed class LenientStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("Expected a text.");
        return Text(ref reader);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>The text the reader stands on.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(reader.HasValueSequence ? [.. reader.ValueSequence.FirstSpan] : reader.ValueSpan));
        }
    }

    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || ++i == raw.Length) text.Append(raw[Math.Min(i, raw.Length - 1)]);
            else if (raw[i] != 'u') text.Append(Simple(raw[i]));
            else
            {
                text.Append((char)Convert.ToInt32(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
        }

        return WellFormed(text.ToString());
    }

    private static char Simple(char c) => c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c };

    // Going through UTF-8 puts U+FFFD where a half of a pair stood, and keeps the whole pairs.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
