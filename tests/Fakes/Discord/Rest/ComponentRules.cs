using System.Text.Json;

namespace Bots.Fakes.Discord.Rest;

/// <summary>What the documents say of components in words rather than in the schema (components/reference).</summary>
internal static class ComponentRules
{
    private const int MostRows = 5;
    private const int Row = 1;
    private const int Button = 2;

    /// <summary>What is wrong with the components of a message; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } message || !message.TryGetProperty("components", out var rows) || rows.ValueKind != JsonValueKind.Array) return [];
        var problems = new List<string>();
        if (rows.GetArrayLength() > MostRows) problems.Add($"components: {rows.GetArrayLength()} rows, at most {MostRows}");
        if (rows.EnumerateArray().Any(static row => TypeOf(row) != Row)) problems.Add("components: without the flag of the newer kind only rows may stand at the top");
        JsonElement[][] inside = [.. rows.EnumerateArray().Where(static row => TypeOf(row) == Row).Select(static row => row.GetProperty("components").EnumerateArray().ToArray())];
        if (inside.Any(static row => row.Length > 1 && row.Any(static one => TypeOf(one) != Button))) problems.Add("components: a select fills its row");
        if (inside.SelectMany(static row => row).Where(static one => TypeOf(one) == Button).Any(static one => !one.TryGetProperty("label", out var label) || label.GetString() is null or ""))
            problems.Add("components: a button needs a label");
        string?[] ids = [.. inside.SelectMany(static row => row).Select(static one => one.TryGetProperty("custom_id", out var id) ? id.GetString() : null).Where(static id => id is not null)];
        if (ids.Distinct().Count() != ids.Length) problems.Add("components: a custom_id stands twice");
        if (inside.SelectMany(static row => row).Any(HasTwins)) problems.Add("components: a value of a select stands twice");
        return problems;
    }

    private static int TypeOf(JsonElement component) => component.GetProperty("type").GetInt32();

    private static bool HasTwins(JsonElement component)
    {
        if (!component.TryGetProperty("options", out var options) || options.ValueKind != JsonValueKind.Array) return false;
        string?[] values = [.. options.EnumerateArray().Select(static option => option.GetProperty("value").GetString())];
        return values.Distinct().Count() != values.Length;
    }
}
