using Bots.Adapters;
using Bots.Adapters.Discord.Gateway;
using Bots.Agents;

namespace Bots.BotHost.Setup;

/// <summary>Builds the configured bot accounts.</summary>
internal static class BotsSetup
{
    public static IServiceCollection AddConfiguredBots(this IServiceCollection services, IConfiguration configuration, ConfigurationProblems problems)
    {
        var plans = configuration.GetSection("Bots").GetChildren().Select(section => BotPlan.Read(section, problems)).OfType<BotPlan>().ToList();
        foreach (var second in plans.Where(static plan => plan is { IsOn: true, Platform: WebPlatform }).Skip(1))
            problems.Add($"Bots:{second.Name}: one web chat per host is enough; remove this account, or set its Enabled to false.");
        foreach (var second in plans)
        {
            if (plans.TakeWhile(plan => plan != second).FirstOrDefault(plan => IsSameBot(plan, second)) is { } first)
                problems.Add($"Bots:{second.Name}:Token is that of Bots:{first.Name}, too: one bot cannot be two accounts. Give it the token of a bot of its own, or remove one of the two.");
        }

        services.Configure<AgentsOptions>(options =>
        {
            foreach (var plan in plans.Where(static plan => plan.IsOn))
            {
                options.References.Add(new($"Bots:{plan.Name}:Agent", plan.Options.Agent));
                foreach (var (name, at) in plan.Options.Agents.Select(static (name, at) => (name, at))) options.References.Add(new($"Bots:{plan.Name}:Agents:{at}", name));
            }
        });
        services.AddSingleton<IReadOnlyList<BotPlan>>(plans);
        services.AddSingleton<IDiscordResumeStore>(static provider =>
            new FileDiscordResumeStore(provider.GetRequiredService<IConfiguration>()["Host:DataPath"] ?? "data"));
        services.AddSingleton(static provider => new BotAccounts(() => provider.GetRequiredService<IReadOnlyList<BotPlan>>()
            .Where(static plan => plan.IsOn)
            .Select(plan => new BotAccounts.Account(plan.Build(provider), Find(provider, plan.Options.Agent))
            {
                Others = [.. plan.Options.Agents.Select(name => Find(provider, name)).Distinct().Where(agent => agent.Name != Find(provider, plan.Options.Agent).Name)],
            })));
        return services;
    }

    // Where an account names no server it is the platform's own, which another may have written out.
    private static bool IsSameBot(BotPlan one, BotPlan other) => one.IsOn && other.IsOn && one.Platform.NeedsToken && one.Platform.Name == other.Platform.Name && one.Options.Token == other.Options.Token
        && (one.Section["BaseUrl"] is not { } server || other.Section["BaseUrl"] is not { } otherServer || server == otherServer);

    // Names that no agent has were refused when the configuration was read.
    private static ConfiguredAgent Find(IServiceProvider provider, string name) => provider.GetRequiredService<IAgentCatalog>().Find(name)!;
}
