using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>Metadata as JSON text. Values keep the exact text they came with.</summary>
internal static class MetadataJson
{
    /// <summary>The name under which metadata that is no JSON object is shown.</summary>
    public const string Unreadable = "unreadable_metadata";

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

    /// <summary>The values of a JSON object; none for null. What is no object stays readable, as text under <see cref="Unreadable"/>.</summary>
    public static ImmutableDictionary<string, JsonElement> ReadValues(string? json)
    {
        if (json is null) return ImmutableDictionary<string, JsonElement>.Empty;
        if (TryRead(json) is not { ValueKind: JsonValueKind.Object } read) return ImmutableDictionary<string, JsonElement>.Empty.Add(Unreadable, AsText(json));
        var values = ImmutableDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in read.EnumerateObject()) values[property.Name] = property.Value;
        return values.ToImmutable();
    }

    /// <summary>The JSON value; null when this is none.</summary>
    public static JsonElement? TryRead(string json)
    {
        try
        {
            return Read(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is no JSON, as a JSON text.</summary>
    public static JsonElement AsText(string unreadable) => JsonSerializer.SerializeToElement(unreadable);

    /// <summary>A JSON value that lives as long as it is needed.</summary>
    public static JsonElement Read(string json)
    {
        using var document = JsonDocument.Parse(json, AnyDepth);
        return document.RootElement.Clone();
    }
}
