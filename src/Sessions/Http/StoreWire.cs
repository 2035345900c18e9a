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

    public static byte[] Write(IReadOnlyList<SessionMessage> messages) => JsonText.Array(messages.Select(MessageJson.Write));

    /// <summary>The messages; an error that <see cref="IsUnreadable"/> knows when the bytes are no list of them.</summary>
    public static IReadOnlyList<SessionMessage> ReadMessages(byte[] json) =>
        [.. Parse(json).EnumerateArray().Select(static element => MessageJson.Read(element) ?? throw new JsonException("The list holds something that is no message."))];

    public static byte[] Write(bool answer) => answer ? [.. "true"u8] : [.. "false"u8];

    /// <summary>The answer; an error that <see cref="IsUnreadable"/> knows when it is neither.</summary>
    public static bool ReadBool(byte[] json) => Parse(json).GetBoolean();

    // Text with half a character and values of another kind are no JsonException.
    public static bool IsUnreadable(Exception exception) => exception is JsonException or InvalidOperationException;

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4_096 });
        var value = JsonElement.ParseValue(ref reader);
        // Throws when something stands behind the value.
        reader.Read();
        return value;
    }
}
