using System.Text.Json;

namespace Bots.Agents.Context;

/// <summary>JSON values as a reader wants them: text without quotes, anything else as JSON.</summary>
internal static class JsonTexts
{
    public static string Of(JsonElement? value) =>
        value is not { } json ? "" : json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
}
