using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>Tool calls as sessions store them: <c>[{"id":…,"type":"function","function":{"name":…,"arguments":"{…}"}}]</c>.</summary>
internal static class ToolCallJson
{
    public static JsonElement Write(IEnumerable<FunctionCallContent> calls) =>
        JsonSerializer.SerializeToElement(calls.Select(static call => new
        {
            id = call.CallId,
            type = "function",
            function = new { name = call.Name, arguments = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()) },
        }));

    /// <summary>Reads what is readable; a call without id or name is left out.</summary>
    public static IReadOnlyList<FunctionCallContent> Read(JsonElement? stored) =>
        stored is not { ValueKind: JsonValueKind.Array } array ? [] : [.. array.EnumerateArray().Select(ReadCall).OfType<FunctionCallContent>()];

    /// <summary>A call as a model wrote it; arguments that are no JSON object are noted in <see cref="FunctionCallContent.Exception"/>.</summary>
    public static FunctionCallContent Parse(string id, string name, string? arguments)
    {
        try
        {
            return new(id, name, string.IsNullOrWhiteSpace(arguments) ? new Dictionary<string, object?>() : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
        }
        catch (JsonException unreadable)
        {
            return new(id, name) { Exception = unreadable };
        }
    }

    /// <summary>The same call, or one without arguments where they hold what is no text: half a character is found out only when it is read.</summary>
    public static FunctionCallContent Readable(FunctionCallContent call)
    {
        try
        {
            _ = JsonSerializer.Serialize(call.Arguments);
            return call;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            return new(call.CallId, call.Name) { Exception = unreadable };
        }
    }

    private static FunctionCallContent? ReadCall(JsonElement call)
    {
        if (Text(call, "id") is not { Length: > 0 } id || call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function", out var function)) return null;
        return Text(function, "name") is { Length: > 0 } name ? Parse(id, name, Arguments(function)) : null;
    }

    private static string? Arguments(JsonElement function) =>
        Text(function, "arguments") ?? (function.TryGetProperty("arguments", out var value) ? value.GetRawText() : null);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
