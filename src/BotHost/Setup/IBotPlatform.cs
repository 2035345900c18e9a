using Bots.Adapters;

namespace Bots.BotHost.Setup;

/// <summary>A platform the host knows how to connect to.</summary>
internal interface IBotPlatform
{
    /// <summary>The word in <c>Bots:&lt;name&gt;:Platform</c>.</summary>
    string Name { get; }

    /// <summary>True when an account without a token is skipped.</summary>
    bool NeedsToken { get; }

    /// <summary>The platform's own settings in the account's section, checked before anything starts.</summary>
    Type OptionsType { get; }

    /// <summary>Builds the adapter of one account.</summary>
    IPlatformAdapter Build(BotPlan plan, IServiceProvider provider);
}
