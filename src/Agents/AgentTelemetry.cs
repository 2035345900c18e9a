using System.Diagnostics;

namespace Bots.Agents;

/// <summary>What agents let listeners see: a span per tool call.</summary>
public static class AgentTelemetry
{
    /// <summary>The name of the source, for listeners.</summary>
    public const string SourceName = "Bots.Agents";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a tool call below the current one; null while nobody listens.</summary>
    internal static Activity? Tool(string name) => Activity.Current is null ? null : Source.StartActivity("tool")?.SetTag("gen_ai.tool.name", name);
}
