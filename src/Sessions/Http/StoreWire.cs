using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Http;

/// <summary>The five methods on the wire; a message looks as in the shared file format.</summary>
internal static class StoreWire
{
    public const string Messages = "sessions/messages";
    public const string Sessions = "sessions";
    public const string SessionParameter = "session_id";
    public const string MaxParameter = "max_messages";

    public static byte[] Write(SessionMessage message) => MessageJson.Write(message);

    /// <summary>The message, or null when the bytes are none.</summary>
    public static SessionMessage? ReadMessage(ReadOnlySpan<byte> json) => MessageJson.Read(json);

    public static byte[] Write(IReadOnlyList<SessionMessage> messages) => JsonText.Array(messages.Select(MessageJson.Write));

    public static IReadOnlyList<SessionMessage> ReadMessages(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4_096 });
        return [.. JsonElement.ParseValue(ref reader).EnumerateArray().Select(static element => MessageJson.Read(element)).OfType<SessionMessage>()];
    }

    /// <summary>The sentence of an error answer; a general one when it has none.</summary>
    public static string ReadError(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (JsonElement.ParseValue(ref reader) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
                return error.GetString()!;
        }
        catch (JsonException)
        {
            // A proxy between us and the host answers in a form of its own.
        }

        return "no reason was given";
    }

    public static byte[] Write(bool answer) => answer ? [.. "true"u8] : [.. "false"u8];
}
