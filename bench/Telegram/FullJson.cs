using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Bench.Telegram.Full;

/// <summary>The answer of <c>getUpdates</c> with every field.</summary>
public sealed class FullResponse
{
    public bool Ok { get; set; }

    public List<Update>? Result { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FullResponse))]
internal sealed partial class FullJson : JsonSerializerContext;
