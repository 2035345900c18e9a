using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Metadata as JSON text. Values keep the exact text they came with.</summary>
internal static class MetadataJson
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1024 };

    /// <summary>The values as one JSON object; null when there are none.</summary>
    public static string? Write(ImmutableDictionary<string, JsonElement> values)
    {
        if (values.IsEmpty) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in values)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The values of a JSON object; none for null.</summary>
    public static ImmutableDictionary<string, JsonElement> ReadValues(string? json)
    {
        if (json is null) return ImmutableDictionary<string, JsonElement>.Empty;
        var values = ImmutableDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in Read(json).EnumerateObject()) values[property.Name] = property.Value;
        return values.ToImmutable();
    }

    /// <summary>A JSON value that lives as long as it is needed.</summary>
    public static JsonElement Read(string json)
    {
        using var document = JsonDocument.Parse(json, AnyDepth);
        return document.RootElement.Clone();
    }
}
