using Bots.Agents.Context;

namespace Bots.Agents;

/// <summary>An agent as the configuration describes it. Its client is created with the first request, so that a start stays fast.</summary>
public sealed class ConfiguredAgent : IAgent, IContextWish
{
    private readonly Lazy<IAgent> _agent;
    private readonly ContextOptions _context;

    internal ConfiguredAgent(AgentBlueprint blueprint)
    {
        SeesPictures = blueprint.Options.Vision && !blueprint.Options.IsOffline;
        (Name, Provider, Model, HistoryMessages) = (blueprint.Name, blueprint.Options.Provider, blueprint.Options.Model, blueprint.Options.HistoryWindow);
        _context = blueprint.Options.IsOffline ? new() { Describe = false, Summarize = false } : blueprint.Options.Context;
        _agent = new(() => AgentProvider.Find(Provider)!.Create(blueprint));
    }

    /// <summary>An agent of one's own under a name.</summary>
    /// <param name="name">The name bots refer to.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="historyMessages">Exactly how many of the newest messages it is given; null for what it asks for itself, or the last ten interactions.</param>
    public ConfiguredAgent(string name, IAgent agent, int? historyMessages = null)
    {
        (Name, Provider, Model, HistoryMessages) = (name, "custom", "", historyMessages ?? (agent as IContextWish)?.HistoryMessages);
        _context = (agent as IContextWish)?.Context ?? new();
        _agent = new(agent);
    }

    /// <summary>The name it is configured under.</summary>
    public string Name { get; }

    /// <summary>Who answers: <c>offline</c>, <c>openai</c> or <c>anthropic</c>.</summary>
    public string Provider { get; }

    /// <summary>The model; empty offline.</summary>
    public string Model { get; }

    /// <summary>Exactly how many of the newest messages of a session it is given; null when its context says how much.</summary>
    public int? HistoryMessages { get; }

    /// <summary>Whether it takes <see cref="AgentRequest.Attachments"/>.</summary>
    public bool SeesPictures { get; init; }

    ContextOptions IContextWish.Context => _context;

    /// <summary>The agent, when it can summarise.</summary>
    internal IConversationSummarizer? Summarizer => _context.Summarize ? _agent.Value as IConversationSummarizer : null;

    /// <inheritdoc/>
    public IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default) =>
        _agent.Value.ReplyFittingAsync(request, cancellationToken);

    internal ValueTask DisposeAsync() => _agent is { IsValueCreated: true, Value: IAsyncDisposable agent } ? agent.DisposeAsync() : ValueTask.CompletedTask;
}
