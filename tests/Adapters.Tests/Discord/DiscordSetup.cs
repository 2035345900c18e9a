using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Api;
using Bots.Fakes.Discord;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Discord;

/// <summary>Our client, pointed at a fake server.</summary>
internal static class DiscordSetup
{
    public static DiscordOptions OptionsFor(FakeDiscord fake) => new() { Token = fake.Token, BaseUrl = fake.BaseUrl, CdnUrl = fake.CdnUrl };

    public static DiscordHttp HttpFor(FakeDiscord fake, TimeProvider? time = null, ILogger? logger = null) => new(OptionsFor(fake), time ?? TimeProvider.System, logger ?? NullLogger.Instance);

    /// <summary>Nothing we send may be against the documents, not even a field that is ignored.</summary>
    public static void AssertBehaved(FakeDiscord fake)
    {
        Assert.Empty(fake.Violations);
        Assert.Empty(fake.Oddities);
    }
}
