using System.Text.Json;

namespace Bots.Agents.Analytics;

/// <summary>Reads the tool calls of a message, in the form of the shared file format; what is of another form is left out.</summary>
internal static class ToolCallNames
{
    public static IEnumerable<(string Id, string Name)> Of(JsonElement? calls)
    {
        if (calls is not { ValueKind: JsonValueKind.Array } list) yield break;
        foreach (var call in list.EnumerateArray())
        {
            if (Text(call, "id") is not { } id) continue;
            var function = call.TryGetProperty("function", out var inner) ? inner : call;
            if (Text(function, "name") is { } name) yield return (id, name);
        }
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
