using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Transfer;

/// <summary>Writes lines and keeps the hash over them. Every value has one spelling, whatever store it comes from.</summary>
internal sealed class TransferWriter(Stream output) : IDisposable
{
    public const int MaxDepth = 4_200;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash over all lines so far, in lower case hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Writes one line.</summary>
    public async ValueTask WriteAsync(string kind, Action<Utf8JsonWriter> fields, CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            fields(json);
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
        _hash.AppendData(_buffer.WrittenSpan);
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>Writes a text that may be missing.</summary>
    public static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, MessageText.WellFormed(value));
    }

    /// <summary>Writes a time; one that was never set is the beginning of the epoch.</summary>
    public static void Time(Utf8JsonWriter json, string name, DateTimeOffset value) =>
        json.WriteString(name, IsoTime.Write(value == default ? DateTimeOffset.UnixEpoch : value));

    /// <summary>Writes a JSON value.</summary>
    public static void Value(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(MessageText.WellFormed(name));
        using var document = JsonDocument.Parse(JsonText.Of(value), new() { MaxDepth = MaxDepth });
        document.RootElement.WriteTo(json);
    }

    /// <summary>Writes free values by name, in ordinal order.</summary>
    public static void Values(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, JsonElement>> values)
    {
        var sorted = values.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        if (sorted.Count == 0) return;
        json.WriteStartObject(name);
        foreach (var (key, value) in sorted) Value(json, key, value);
        json.WriteEndObject();
    }

    public void Dispose() => _hash.Dispose();
}
