using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bots.Fakes.Discord.Facts;

/// <summary>Checks a JSON value against the published facts; a field that is not published is a mistake, too.</summary>
internal sealed class FactChecker(DiscordFacts facts)
{
    internal const string UnknownField = "is not a published field";

    /// <summary>What is wrong with the value, each as "path: problem"; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(JsonElement value, JsonElement schema, string path = "body")
    {
        if (schema.TryGetProperty("ref", out var name)) return Check(value, facts.Type(name.GetString()!), path);
        var problems = new List<string>();
        if (schema.TryGetProperty("any", out var any)) problems.AddRange(CheckAny(value, any, path));
        if (schema.TryGetProperty("type", out var types) && !types.EnumerateArray().Any(type => Is(value, type.GetString()!)))
            return [.. problems, $"{path}: is {value.ValueKind}, must be {types.GetRawText()}"];
        if (schema.TryGetProperty("enum", out var allowed) && value.ValueKind != JsonValueKind.Null && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
            problems.Add($"{path}: {value.GetRawText()} is not one of {allowed.GetRawText()}");
        problems.AddRange(value.ValueKind switch
        {
            JsonValueKind.String => CheckText(value.GetString()!, schema, path),
            JsonValueKind.Number => CheckNumber(value.GetDouble(), schema, path),
            JsonValueKind.Array => CheckItems(value, schema, path),
            JsonValueKind.Object => CheckFields(value, schema, path),
            _ => [],
        });
        return problems;
    }

    private IReadOnlyList<string> CheckAny(JsonElement value, JsonElement any, string path) =>
        any.EnumerateArray().Select(one => Check(value, one, path)).MinBy(Weight) ?? [];

    // An unknown field is the lesser mistake: the other fields say which of the shapes was meant.
    private static int Weight(IReadOnlyList<string> problems) => problems.Sum(static problem => problem.EndsWith(UnknownField, StringComparison.Ordinal) ? 1 : 1000);

    private static IEnumerable<string> CheckText(string text, JsonElement schema, string path)
    {
        if (Number(schema, "maxLength") is { } most && text.Length > most) yield return $"{path}: {text.Length} characters, at most {most}";
        if (Number(schema, "minLength") is { } least && text.Length < least) yield return $"{path}: {text.Length} characters, at least {least}";
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!)) yield return $"{path}: \"{text}\" does not match {pattern}";
    }

    private static IEnumerable<string> CheckNumber(double number, JsonElement schema, string path)
    {
        if (Number(schema, "maximum") is { } most && number > most) yield return $"{path}: {number}, at most {most}";
        if (Number(schema, "minimum") is { } least && number < least) yield return $"{path}: {number}, at least {least}";
    }

    private IEnumerable<string> CheckItems(JsonElement value, JsonElement schema, string path)
    {
        if (Number(schema, "maxItems") is { } most && value.GetArrayLength() > most) yield return $"{path}: {value.GetArrayLength()} items, at most {most}";
        if (Number(schema, "minItems") is { } least && value.GetArrayLength() < least) yield return $"{path}: {value.GetArrayLength()} items, at least {least}";
        if (!schema.TryGetProperty("items", out var items)) yield break;
        foreach (var problem in value.EnumerateArray().SelectMany((item, index) => Check(item, items, $"{path}[{index}]"))) yield return problem;
    }

    private IEnumerable<string> CheckFields(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(static name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
                yield return $"{path}.{name}: is required";
        }

        if (!schema.TryGetProperty("properties", out var properties)) yield break;
        foreach (var field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out var fact)) yield return $"{path}.{field.Name}: {UnknownField}";
            else foreach (var problem in Check(field.Value, fact, $"{path}.{field.Name}")) yield return problem;
        }
    }

    private static double? Number(JsonElement schema, string name) => schema.TryGetProperty(name, out var number) ? number.GetDouble() : null;

    private static bool Is(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };
}
