using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.Adapters;

namespace Bots.BotHost.Turns;

/// <summary>An inbound message as it lies in the inbox.</summary>
internal static class InboundPayload
{
    public static string Write(InboundMessage message) => JsonSerializer.Serialize(message, InboundJson.Default.InboundMessage);

    /// <summary>Null for a payload that no version of the host wrote.</summary>
    public static InboundMessage? Read(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, InboundJson.Default.InboundMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(InboundMessage))]
[JsonSerializable(typeof(MessagePlaces))]
[JsonSerializable(typeof(ChangedPart))]
[JsonSerializable(typeof(UnansweredQuestion))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class InboundJson : JsonSerializerContext;
