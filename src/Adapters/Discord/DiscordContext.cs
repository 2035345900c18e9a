using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord;

/// <summary>What every part of one account's connection needs.</summary>
internal sealed record DiscordContext(string Bot, DiscordOptions Options, TimeProvider Time, ILogger Logger, IDiscordResumeStore Resumes)
{
    private ThreadRefusals? _threads;

    public required IDiscordMessages Messages { get; init; }

    public required IDiscordChannels Channels { get; init; }

    public required IDiscordFiles Files { get; init; }

    public required IDiscordInteractions Interactions { get; init; }

    public required IDiscordMembers Members { get; init; }

    public required IDiscordAccount Account { get; init; }

    /// <summary>Discord's clock.</summary>
    public ServerClock Clock { get; init; } = new(Time);

    /// <summary>The roles that are as good as the bot's name.</summary>
    public OwnRoles OwnRoles { get; } = new();

    /// <summary>Where threads are of no use.</summary>
    public ThreadRefusals Threads => LazyInitializer.EnsureInitialized(ref _threads, () => new(this));

    /// <summary>A number from 0 up to 1, for jitter.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}
