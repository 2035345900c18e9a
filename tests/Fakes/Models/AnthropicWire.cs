using System.Text.Json;

namespace Bots.Fakes.Models;

/// <summary>Messages, as documented at docs.anthropic.com/en/api/messages and /messages-streaming.</summary>
internal sealed class AnthropicWire : IModelWire
{
    public ModelReply.Error? Refuse(ModelRequest request, string? key)
    {
        // The client library sends the key as a bearer token since 13; older clients send it as x-api-key.
        var given = request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "", StringComparison.Ordinal);
        if (given.Length == 0 || (key is not null && given != key)) return new(401, "invalid x-api-key") { Code = "authentication_error" };
        if (!request.Headers.ContainsKey("anthropic-version")) return Invalid("anthropic-version: header is required");
        if (!request.Body.TryGetProperty("max_tokens", out var limit) || limit.GetInt32() < 1) return Invalid("max_tokens: Field required");
        if (request.Messages.Count == 0) return Invalid("messages: at least one message is required");
        if (Role(request.Messages[0]) != "user") return Invalid("messages: first message must use the \"user\" role");
        return RefuseContent(request.Messages) ?? RefuseTools(request.Messages);
    }

    public string Error(ModelReply.Error error) => JsonSerializer.Serialize(new { type = "error", error = new { type = error.Code, message = error.Message } });

    public string Whole(ModelRequest request, ModelReply reply) => JsonSerializer.Serialize(Message(request, [.. Blocks(reply).Select(static block => block.Whole)], StopReason(reply), reply.Usage));

    public IEnumerable<string> Events(ModelRequest request, ModelReply reply)
    {
        yield return Event("message_start", new { type = "message_start", message = Message(request, [], null, reply.Usage with { Output = 1 }) });
        yield return Event("ping", new { type = "ping" });
        foreach (var (block, index) in Blocks(reply).Select(static (block, index) => (block, index)))
        {
            yield return Event("content_block_start", new { type = "content_block_start", index, content_block = block.Start });
            foreach (var delta in block.Deltas) yield return Event("content_block_delta", new { type = "content_block_delta", index, delta });
            if (StopReason(reply) is not null) yield return Event("content_block_stop", new { type = "content_block_stop", index });
        }

        if (reply is ModelReply.ErrorInStream error)
            yield return Event("error", new { type = "error", error = new { type = "overloaded_error", message = error.Message } });
        if (StopReason(reply) is not { } stop) yield break;
        yield return Event("message_delta", new { type = "message_delta", delta = new { stop_reason = stop, stop_sequence = (string?)null }, usage = new { output_tokens = reply.Usage.Output } });
        yield return Event("message_stop", new { type = "message_stop" });
    }

    private static ModelReply.Error? RefuseContent(IReadOnlyList<JsonElement> messages)
    {
        foreach (var message in messages)
        {
            if (Role(message) is not ("user" or "assistant")) return Invalid("messages: Unexpected role");
            if (Parts(message).Any(static part => part.GetProperty("type").GetString() == "text" && string.IsNullOrWhiteSpace(part.GetProperty("text").GetString())))
                return Invalid("messages: text content blocks must be non-empty");
            if (Parts(message).Any(part => part.GetProperty("type").GetString() == "image" && !IsPicture(part.GetProperty("source"))))
                return Invalid("messages: image.source.base64: Could not process image");
        }

        return null;
    }

    private static bool IsPicture(JsonElement source) =>
        source.GetProperty("type").GetString() == "base64" && ModelPicture.IsPicture(source.GetProperty("media_type").GetString()!, source.GetProperty("data").GetString()!);

    private static ModelReply.Error? RefuseTools(IReadOnlyList<JsonElement> messages)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            var results = Ids(message, "tool_result", "tool_use_id").ToHashSet();
            if (!open.SetEquals(results)) return Invalid("messages: `tool_use` ids were found without `tool_result` blocks immediately after, or the other way round");
            open = [.. Ids(message, "tool_use", "id")];
        }

        return open.Count > 0 ? Invalid("messages: `tool_use` ids were found without `tool_result` blocks immediately after") : null;
    }

    private static IEnumerable<string> Ids(JsonElement message, string type, string name) =>
        Parts(message).Where(part => part.GetProperty("type").GetString() == type).Select(part => part.GetProperty(name).GetString()!);

    private static JsonElement.ArrayEnumerator Parts(JsonElement message) =>
        message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : default;

    private static string Role(JsonElement message) => message.GetProperty("role").GetString()!;

    private static ModelReply.Error Invalid(string message) => new(400, message) { Code = "invalid_request_error" };

    private static object Message(ModelRequest request, object[] content, string? stop, ModelUsage usage) => new
    {
        id = "msg_1", type = "message", role = "assistant", model = request.Model, content, stop_reason = stop, stop_sequence = (string?)null,
        usage = new { input_tokens = usage.Input - usage.Cached, output_tokens = usage.Output, cache_read_input_tokens = usage.Cached, cache_creation_input_tokens = 0 },
    };

    private static IEnumerable<Block> Blocks(ModelReply reply) => reply switch
    {
        ModelReply.Text { Pieces.Length: > 0 } text => [TextBlock(text.Pieces)],
        ModelReply.Cut cut => [TextBlock(cut.Pieces)],
        ModelReply.Hang hang => [TextBlock(hang.Pieces)],
        ModelReply.ErrorInStream error => [TextBlock(error.Before)],
        ModelReply.Tools tools => (tools.Saying.Length > 0 ? [TextBlock(tools.Saying)] : Array.Empty<Block>()).Concat(tools.Calls.Select(static call => ToolBlock(call))),
        _ => [],
    };

    private static Block TextBlock(params string[] pieces) => new(
        new { type = "text", text = "" }, [.. pieces.Select(static piece => new { type = "text_delta", text = piece })], new { type = "text", text = string.Concat(pieces) });

    private static Block ToolBlock(ModelToolCall call) => new(
        new { type = "tool_use", id = call.Id, name = call.Name, input = new { } },
        [
            new { type = "input_json_delta", partial_json = call.Arguments[..(call.Arguments.Length / 2)] },
            new { type = "input_json_delta", partial_json = call.Arguments[(call.Arguments.Length / 2)..] },
        ],
        new { type = "tool_use", id = call.Id, name = call.Name, input = JsonSerializer.Deserialize<JsonElement>(call.Arguments) });

    private static string? StopReason(ModelReply reply) => reply switch
    {
        ModelReply.Text { Finish: "length" } => "max_tokens",
        ModelReply.Text { Finish: "content_filter" } => "refusal",
        ModelReply.Text => "end_turn",
        ModelReply.Tools => "tool_use",
        _ => null,
    };

    private static string Event(string name, object value) => $"event: {name}\ndata: {JsonSerializer.Serialize(value)}\n\n";

    private sealed record Block(object Start, object[] Deltas, object Whole);
}
