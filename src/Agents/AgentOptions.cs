namespace Bots.Agents;

/// <summary>One agent, as configured under <c>Agents:&lt;name&gt;</c>.</summary>
public sealed class AgentOptions
{
    /// <summary>Who answers: <c>offline</c> (no key, no network), <c>openai</c> (or any compatible server) or <c>anthropic</c>. Default: <c>offline</c>.</summary>
    public string Provider { get; set; } = "offline";

    /// <summary>The model's name as the provider knows it. Needed unless offline.</summary>
    public string Model { get; set; } = "";

    /// <summary>The system prompt; empty for none.</summary>
    public string Instructions { get; set; } = "You are a helpful assistant with memory.";

    /// <summary>The base address of the model server; empty for the provider's own. An OpenAI-compatible one usually ends in <c>/v1</c>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The provider's key; a secret, never logged. May stay empty for a local server named by <see cref="Endpoint"/>.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The longest answer, in tokens; null for the provider's default (4,096 at Anthropic).</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>How much the model varies its answers, 0 to 2; null for the model's default. Only with <c>openai</c>, and some models refuse it.</summary>
    public float? Temperature { get; set; }

    /// <summary>The longest silence of the model before and within an answer. Default: 100 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a call that failed for a passing reason is repeated, as long as nothing of its answer was shown. Default: 2.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Ask the provider to cache the system prompt (Anthropic; others decide themselves). Default: false.</summary>
    public bool CachePrompt { get; set; }

    /// <summary>Give the agent exactly so many of the newest messages; null for what <see cref="Context"/> says with a model, and 10,000 offline.</summary>
    public int? HistoryMessages { get; set; }

    /// <summary>Whether the model takes pictures. Default: false, the model is told that there was one.</summary>
    public bool Vision { get; set; }

    /// <summary>What an agent with a model is shown of a session.</summary>
    public ContextOptions Context { get; } = new();

    /// <summary>The tools of an agent with a model.</summary>
    public AgentToolsOptions Tools { get; } = new();

    internal bool IsOffline => Provider.Equals("offline", StringComparison.OrdinalIgnoreCase);

    // The offline agent has no window to fill, and reads nothing but what the user said.
    internal int? HistoryWindow => HistoryMessages ?? (IsOffline ? 10_000 : null);
}
