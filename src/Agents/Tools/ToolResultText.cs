using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tools;

/// <summary>A tool's result as the text a model reads.</summary>
internal static class ToolResultText
{
    /// <summary>True when the result describes a failure; what its text says does not matter.</summary>
    public static bool IsFailure(object? result) => result is ToolFailure
        || (result is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("content", out var parts) && parts.ValueKind == JsonValueKind.Array && IsError(json));

    public static string Of(object? result) => result switch
    {
        null => "(no result)",
        string text => text,
        EndOfTurn end => end.Text,
        ToolFailure failure => failure.ToString(),
        TextContent content => content.Text,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes]",
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(static content => Of(content))),
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("content", out var parts) && parts.ValueKind == JsonValueKind.Array => OfParts(json, parts),
        JsonElement json => json.GetRawText(),
        AIContent other => $"[{other.GetType().Name}]",
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };

    // The result object of the Model Context Protocol: text parts, values where there is no text, and a flag that they describe a failure.
    private static string OfParts(JsonElement result, JsonElement parts)
    {
        var text = string.Join('\n', parts.EnumerateArray().Select(static part => part.TryGetProperty("text", out var value) ? value.GetString() : $"[{part.GetProperty("type").GetString()}]"));
        if (string.IsNullOrWhiteSpace(text)) text = result.TryGetProperty("structuredContent", out var values) && values.ValueKind != JsonValueKind.Null ? values.GetRawText() : "(no result)";
        return IsError(result) ? ToolRunner.Error + text : text;
    }

    private static bool IsError(JsonElement result) => result.TryGetProperty("isError", out var failed) && failed.ValueKind == JsonValueKind.True;
}
