namespace Bots.Agents;

/// <summary>An agent as the configuration describes it. Its client is created with the first request, so that a start stays fast.</summary>
public sealed class ConfiguredAgent : IAgent, IHistoryWindow
{
    private readonly Lazy<IAgent> _agent;

    internal ConfiguredAgent(AgentBlueprint blueprint)
    {
        (Name, Provider, Model, HistoryMessages) = (blueprint.Name, blueprint.Options.Provider, blueprint.Options.Model, blueprint.Options.HistoryWindow);
        _agent = new(() => AgentProvider.Find(Provider)!.Create(blueprint));
    }

    /// <summary>An agent of one's own under a name.</summary>
    /// <param name="name">The name bots refer to.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="historyMessages">How many of the newest messages it is given. Default: 100.</param>
    public ConfiguredAgent(string name, IAgent agent, int historyMessages = 100)
    {
        (Name, Provider, Model, HistoryMessages) = (name, "custom", "", historyMessages);
        _agent = new(agent);
    }

    /// <summary>The name it is configured under.</summary>
    public string Name { get; }

    /// <summary>Who answers: <c>offline</c>, <c>openai</c> or <c>anthropic</c>.</summary>
    public string Provider { get; }

    /// <summary>The model; empty offline.</summary>
    public string Model { get; }

    /// <summary>How many of the newest messages of a session are worth loading for a request.</summary>
    public int HistoryMessages { get; }

    /// <inheritdoc/>
    public IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default) =>
        _agent.Value.ReplyAsync(request, cancellationToken);

    internal ValueTask DisposeAsync() => _agent is { IsValueCreated: true, Value: IAsyncDisposable agent } ? agent.DisposeAsync() : ValueTask.CompletedTask;
}
