using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions;

/// <summary>Recognises a value of state, wherever it is set and however it is spelt.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Mark">Eight bytes of a hash of the value: nobody reads the value from it.</param>
internal readonly record struct ValueMark(string Key, long Mark)
{
    public static ValueMark Of(string key, JsonElement value)
    {
        // Without halves of characters, which no text can hold.
        using var whole = JsonDocument.Parse(JsonText.Of(value), new() { MaxDepth = 4_096 });
        var text = new StringBuilder();
        Write(text, whole.RootElement);
        return new(key, BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(static property => property.Name, StringComparer.Ordinal))
                {
                    Write(text, property.Name);
                    Write(text, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray()) Write(text, item);
                text.Append(']');
                break;
            case JsonValueKind.String:
                Write(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Spelling(value)).Append(';');
                break;
            default:
                text.Append(value.GetRawText()).Append(';');
                break;
        }
    }

    private static void Write(StringBuilder text, string value) => text.Append('"').Append(CultureInfo.InvariantCulture, $"{value.Length}:").Append(value);

    private static string Spelling(JsonElement number) =>
        number.TryGetDecimal(out var exact) ? exact.ToString("G29", CultureInfo.InvariantCulture)
        : number.TryGetDouble(out var near) ? near.ToString("R", CultureInfo.InvariantCulture)
        : number.GetRawText();
}
