using Bots.Agents.Tools;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Agents;

/// <summary>What an agent is given beside its options.</summary>
internal sealed record AgentSetup
{
    /// <summary>Its name in the configuration; error messages name the settings below it.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Measures silence and waits between retries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of failing tools.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Where its tools come from.</summary>
    public IReadOnlyList<IToolSource> Tools { get; init; } = [];
}
