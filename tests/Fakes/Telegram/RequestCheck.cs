using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>Holds a request against the published facts.</summary>
public static class RequestCheck
{
    /// <summary>What is wrong with the arguments of a method; empty when nothing is.</summary>
    public static List<string> Problems(Fields method, IReadOnlyDictionary<string, JsonNode?> arguments, ICollection<string> files)
    {
        var problems = new List<string>();
        CheckFields(method, arguments, method.Name, files, problems);
        return problems;
    }

    /// <summary>Parameters that the method does not have; the real server ignores them.</summary>
    public static IEnumerable<string> Unknown(Fields method, IReadOnlyDictionary<string, JsonNode?> arguments) =>
        arguments.Where(pair => !method.ByName.ContainsKey(pair.Key) && !(pair.Key == "method" && Text(pair.Value!) == method.Name))
            .Select(pair => $"{method.Name} has no parameter {pair.Key}");

    private static void CheckFields(Fields facts, IEnumerable<KeyValuePair<string, JsonNode?>> values, string at, ICollection<string> files, List<string> problems)
    {
        var given = values.Where(static pair => pair.Value is not null).ToDictionary();
        foreach (var (name, value) in given)
        {
            if (facts.ByName.TryGetValue(name, out var field)) CheckField(field, value!, $"{at}.{name}", files, problems);
            else if (at != facts.Name) problems.Add($"{at} has no field {name}");
        }

        foreach (var field in facts.ByName.Values.Where(static field => field.Required))
        {
            if (!given.ContainsKey(field.Name) && !files.Contains(field.Name)) problems.Add($"{at} lacks {field.Name}");
        }
    }

    private static void CheckField(Field field, JsonNode value, string at, ICollection<string> files, List<string> problems)
    {
        if (!AnyFits(field.Type, value, at, files, out var closest))
        {
            problems.AddRange(closest);
            return;
        }

        if (field.Constant is { } constant && Text(value) != constant) problems.Add($"{at} must be {constant}");
        if (field.Name == "text" && field.Max == 4096) return; // counted after entities, by the method itself
        if (field.Min is { } min && field.Max is { } max && Size(field, value) is var size && (size < min || size > max))
            problems.Add($"{at} is {size}, outside {min}-{max}");
    }

    private static bool AnyFits(string types, JsonNode value, string at, ICollection<string> files, out List<string> closest)
    {
        closest = [$"{at} is not of type {types}"];
        string[] candidates = [.. SplitUnion(types)];
        foreach (var type in candidates)
        {
            var problems = new List<string>();
            CheckType(type, value, at, files, problems);
            if (problems.Count == 0) return true;
            if (candidates.Length == 1 || Depth(problems[0]) > Depth(closest[0])) closest = problems;
        }

        return false;
    }

    // Of several possible types the one that fits furthest is the one that was meant.
    private static int Depth(string problem) => problem.IndexOf(' ', StringComparison.Ordinal);

    private static IEnumerable<string> SplitUnion(string types) =>
        types.Split('|').SelectMany(static type => BotApiFacts.Instance.Union(type) is { } members ? SplitUnion(string.Join('|', members)) : [type]);

    private static void CheckType(string type, JsonNode value, string at, ICollection<string> files, List<string> problems)
    {
        if (type.StartsWith('[')) CheckList(type[1..^1], value, at, files, problems);
        else if (!IsSimple(type, value) && BotApiFacts.Instance.Type(type) is not { }) problems.Add($"{at} is not of type {type}");
        else if (BotApiFacts.Instance.Type(type) is { } fields) CheckObject(fields, value, at, files, problems);
    }

    private static void CheckList(string type, JsonNode value, string at, ICollection<string> files, List<string> problems)
    {
        if (Parsed(value) is not JsonArray items)
        {
            problems.Add($"{at} is not a list");
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item) problems.Add($"{at}[{i}] is null");
            else if (!AnyFits(type, item, $"{at}[{i}]", files, out var closest)) problems.AddRange(closest);
        }
    }

    private static void CheckObject(Fields fields, JsonNode value, string at, ICollection<string> files, List<string> problems)
    {
        if (Parsed(value) is JsonObject found) CheckFields(fields, found, at, files, problems);
        else problems.Add($"{at} is not an object");
    }

    private static bool IsSimple(string type, JsonNode value) => type switch
    {
        "s" => value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number,
        "i" => long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "f" => double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "b" => Text(value).ToLowerInvariant() is "true" or "false",
        "F" => value.GetValueKind() == JsonValueKind.String,
        _ => false,
    };

    /// <summary>Objects and lists in form fields are JSON text.</summary>
    public static JsonNode? Parsed(JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.String) return value;
        try
        {
            return JsonNode.Parse(value.GetValue<string>());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static long Size(Field field, JsonNode value) => field.Type switch
    {
        "i" => long.Parse(Text(value), CultureInfo.InvariantCulture),
        _ when field.Type.StartsWith('[') => ((JsonArray)Parsed(value)!).Count,
        _ => field.InBytes ? Encoding.UTF8.GetByteCount(Text(value)) : Text(value).EnumerateRunes().Count(),
    };
}
