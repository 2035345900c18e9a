using System.Text.Json;

namespace Bots.Fakes.Models;

/// <summary>Chat completions, as documented at platform.openai.com/docs/api-reference/chat.</summary>
internal sealed class OpenAIWire : IModelWire
{
    public ModelReply.Error? Refuse(ModelRequest request, string? key)
    {
        var given = request.Headers.GetValueOrDefault("Authorization", "");
        if (!given.StartsWith("Bearer ", StringComparison.Ordinal) || (key is not null && given != $"Bearer {key}"))
            return new(401, $"Incorrect API key provided: {given.Replace("Bearer ", "", StringComparison.Ordinal)}. You can find your API key at https://platform.openai.com/account/api-keys.") { Code = "invalid_api_key" };
        if (!request.Body.TryGetProperty("model", out _)) return Invalid("you must provide a model parameter");
        return request.Messages.Count == 0 ? Invalid("[] is too short - 'messages'") : RefuseParts(request.Messages) ?? RefuseTools(request.Messages);
    }

    private static ModelReply.Error? RefuseParts(IReadOnlyList<JsonElement> messages)
    {
        foreach (var message in messages.Where(static message => message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array))
        {
            foreach (var part in message.GetProperty("content").EnumerateArray().Where(static part => part.GetProperty("type").GetString() == "image_url"))
            {
                if (message.GetProperty("role").GetString() != "user") return Invalid("Image URLs are only allowed for messages with role 'user'.");
                if (!ModelPicture.IsDataUrl(part.GetProperty("image_url").GetProperty("url").GetString()!)) return Invalid("You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].");
            }
        }

        return null;
    }

    public string Error(ModelReply.Error error) =>
        JsonSerializer.Serialize(new { error = new { message = error.Message, type = "invalid_request_error", param = (string?)null, code = error.Code } });

    public string Whole(ModelRequest request, ModelReply reply)
    {
        var message = new { role = "assistant", content = (string?)Text(reply), tool_calls = Calls(reply) };
        return JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1", @object = "chat.completion", created = 1_760_000_000, model = request.Model,
            choices = new[] { new { index = 0, message, finish_reason = Finish(reply) } },
            usage = Usage(reply),
        });
    }

    public IEnumerable<string> Events(ModelRequest request, ModelReply reply)
    {
        yield return Chunk(request, new { role = "assistant", content = "" });
        foreach (var piece in Pieces(reply)) yield return Chunk(request, new { content = piece });
        foreach (var delta in CallDeltas(reply)) yield return Chunk(request, delta);
        if (reply is ModelReply.ErrorInStream error) yield return Data(new { error = new { message = error.Message, type = "server_error", code = (string?)null } });
        if (Finish(reply) is not { } finish) yield break;
        yield return Chunk(request, new { }, finish);
        if (request.Body.TryGetProperty("stream_options", out var options) && options.GetProperty("include_usage").GetBoolean())
            yield return Data(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_760_000_000, model = request.Model, choices = Array.Empty<object>(), usage = Usage(reply) });
        yield return "data: [DONE]\n\n";
    }

    // Every call must be answered right after it, and every result must belong to a call.
    private static ModelReply.Error? RefuseTools(IReadOnlyList<JsonElement> messages)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            var isResult = message.GetProperty("role").GetString() == "tool";
            if (isResult && !open.Remove(message.GetProperty("tool_call_id").GetString()!))
                return Invalid("messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
            if (!isResult && open.Count > 0)
                return Invalid("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.");
            if (message.TryGetProperty("tool_calls", out var calls))
                open.UnionWith(calls.EnumerateArray().Select(static call => call.GetProperty("id").GetString()!));
        }

        return open.Count > 0 ? Invalid("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.") : null;
    }

    private static ModelReply.Error Invalid(string message) => new(400, message) { Code = "invalid_request_error" };

    private static string Text(ModelReply reply) => string.Concat(Pieces(reply));

    private static string[] Pieces(ModelReply reply) => reply switch
    {
        ModelReply.Text text => text.Pieces,
        ModelReply.Cut cut => cut.Pieces,
        ModelReply.Hang hang => hang.Pieces,
        ModelReply.ErrorInStream error => [error.Before],
        ModelReply.Tools { Saying.Length: > 0 } tools => [tools.Saying],
        _ => [],
    };

    private static object[]? Calls(ModelReply reply) => reply is not ModelReply.Tools tools ? null :
        [.. tools.Calls.Select(static call => new { id = call.Id, type = "function", function = new { name = call.Name, arguments = call.Arguments } })];

    // Arguments come in pieces, as the real server sends them.
    private static IEnumerable<object> CallDeltas(ModelReply reply) => reply is not ModelReply.Tools tools ? [] : tools.Calls.SelectMany(static (call, index) => new object[]
    {
        new { tool_calls = new[] { new { index, id = call.Id, type = "function", function = new { name = call.Name, arguments = "" } } } },
        new { tool_calls = new[] { new { index, function = new { arguments = call.Arguments[..(call.Arguments.Length / 2)] } } } },
        new { tool_calls = new[] { new { index, function = new { arguments = call.Arguments[(call.Arguments.Length / 2)..] } } } },
    });

    private static string? Finish(ModelReply reply) => reply switch
    {
        ModelReply.Text text => text.Finish,
        ModelReply.Tools => "tool_calls",
        _ => null,
    };

    private static object Usage(ModelReply reply) => new
    {
        prompt_tokens = reply.Usage.Input, completion_tokens = reply.Usage.Output, total_tokens = reply.Usage.Input + reply.Usage.Output,
        prompt_tokens_details = new { cached_tokens = reply.Usage.Cached },
    };

    private static string Chunk(ModelRequest request, object delta, string? finish = null) => Data(new
    {
        id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_760_000_000, model = request.Model,
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    });

    private static string Data(object value) => $"data: {JsonSerializer.Serialize(value)}\n\n";
}
