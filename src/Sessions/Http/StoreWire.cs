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

    /// <summary>The message; null, and why, when the bytes are none.</summary>
    public static SessionMessage? ReadMessage(ReadOnlySpan<byte> json, out string problem)
    {
        try
        {
            var value = Parse(json);
            problem = ProblemOf(value);
            return problem.Length == 0 ? MessageJson.Read(value) : null;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            problem = "The message is no JSON that can be read.";
            return null;
        }
    }

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

    // Content that is no text belongs to other programs, and calls of tools may have none.
    private static string ProblemOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return "The message is no JSON object.";
        if (!value.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String || role.GetString()!.Length == 0) return "The message has no \"role\": user, assistant, system, tool, or another word.";
        if (!value.TryGetProperty("content", out var content)) return "The message has no \"content\".";
        return content.ValueKind == JsonValueKind.Null && !value.TryGetProperty("tool_calls", out _) ? "The message's \"content\" is null." : "";
    }
}
