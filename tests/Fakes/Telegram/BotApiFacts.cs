using System.Globalization;
using System.Text.RegularExpressions;

namespace Bots.Fakes.Telegram;

/// <summary>What the Bot API's documentation says of methods and of the types their parameters are made of (facts.txt).</summary>
public sealed partial class BotApiFacts
{
    private readonly Dictionary<string, Fields> _methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Fields> _types = [];
    private readonly Dictionary<string, string[]> _unions = [];
    private readonly Dictionary<string, string[]> _received = [];

    private BotApiFacts(IEnumerable<string> lines)
    {
        var target = _methods;
        var received = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("# received", StringComparison.Ordinal)) received = true;
            else if (line.StartsWith("# types", StringComparison.Ordinal)) target = _types;
            else if (line.StartsWith('#') || line.Length == 0) continue;
            else if (received) _received[line.Split(' ')[0]] = [.. line.Split(' ').Skip(1)];
            else if (line.Split(" = ") is [var union, var members]) _unions[union] = members.Split('|');
            else Add(target, line.Split(' '));
        }
    }

    public static BotApiFacts Instance { get; } = Load();

    public Fields? Method(string name) => _methods.GetValueOrDefault(name);

    public Fields? Type(string name) => _types.GetValueOrDefault(name);

    public string[]? Union(string name) => _unions.GetValueOrDefault(name);

    /// <summary>The names of all fields of a type that bots receive: <c>Update</c> or <c>Message</c>.</summary>
    public IReadOnlyList<string> FieldsOf(string received) => _received[received];

    private static BotApiFacts Load()
    {
        using var stream = typeof(BotApiFacts).Assembly.GetManifestResourceStream("telegram-facts.txt")!;
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd().Split('\n'));
    }

    private static void Add(Dictionary<string, Fields> target, string[] words) =>
        target[words[0]] = new(words[0], words.Skip(1).Select(ReadField).ToDictionary(static field => field.Name));

    private static Field ReadField(string text)
    {
        var match = FieldPattern().Match(text);
        var field = new Field(match.Groups["name"].Value, match.Groups["required"].Success, match.Groups["type"].Value);
        if (match.Groups["constant"].Success) field = field with { Constant = match.Groups["constant"].Value };
        if (!match.Groups["min"].Success) return field;
        return field with { Min = Number("min"), Max = Number("max"), InBytes = match.Groups["bytes"].Success };

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<name>\w+)(?<required>\*)?:(?<type>[^{=]+)(?:\{(?<min>\d+),(?<max>\d+)(?<bytes>b)?\}|=(?<constant>\w+))?$")]
    private static partial Regex FieldPattern();
}

/// <summary>The parameters of a method, or the fields of a type.</summary>
public sealed record Fields(string Name, IReadOnlyDictionary<string, Field> ByName);

/// <summary>One parameter or field.</summary>
public sealed record Field(string Name, bool Required, string Type)
{
    public string? Constant { get; init; }

    public int? Min { get; init; }

    public int? Max { get; init; }

    public bool InBytes { get; init; }
}
