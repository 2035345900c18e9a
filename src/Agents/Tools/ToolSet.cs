using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tools;

/// <summary>The tools that one answer may use, each under a name of its own.</summary>
internal sealed partial class ToolSet
{
    private readonly Dictionary<string, AIFunction> _tools = new(StringComparer.Ordinal);
    private readonly IList<string> _allow;

    public ToolSet(IList<string> allow) => _allow = allow;

    /// <summary>What the model is offered.</summary>
    public IReadOnlyCollection<AIFunction> Offered => _tools.Values;

    /// <summary>Servers that cannot be used right now, and why; the model is told.</summary>
    public IList<string> Unavailable { get; } = [];

    public IEnumerable<string> Names => _tools.Keys;

    public AIFunction? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>Adds the tool if it is allowed; the second of a name is called <c>server_name</c>, any further one gets a number.</summary>
    public void Add(AIFunction tool, string server = "")
    {
        if (!IsAllowed(tool.Name, server)) return;
        var name = NameOf(tool.Name);
        if (_tools.ContainsKey(name)) name = NameOf(server.Length > 0 ? $"{server}_{tool.Name}" : tool.Name);
        for (var (first, number) = (name, 2); _tools.ContainsKey(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{first[..Math.Min(first.Length, 60)]}_{number}");
        _tools[name] = name == tool.Name ? tool : new RenamedTool(tool, name);
    }

    /// <summary>Adds a tool that the program itself offers with a request; it wins over one of the same name.</summary>
    public void AddOwn(AIFunction tool) => _tools[tool.Name] = tool;

    private bool IsAllowed(string name, string server) =>
        _allow.Count == 0 || _allow.Any(pattern => Matches(pattern, name) || (server.Length > 0 && Matches(pattern, $"{server}/{name}")));

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // Both providers accept only these characters, and at most 64 of them.
    private static string NameOf(string name)
    {
        var clean = Unwanted().Replace(name, "_");
        return clean.Length <= 64 ? clean : clean[..64];
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex Unwanted();

    private sealed class RenamedTool(AIFunction tool, string name) : DelegatingAIFunction(tool)
    {
        public override string Name => name;
    }
}
