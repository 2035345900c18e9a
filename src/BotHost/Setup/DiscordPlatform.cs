using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Interactions;
using Bots.BotHost.Commands;

namespace Bots.BotHost.Setup;

/// <summary>Discord accounts.</summary>
internal sealed class DiscordPlatform : IBotPlatform
{
    public string Name => "discord";

    public bool NeedsToken => true;

    public Type OptionsType => typeof(DiscordOptions);

    public IPlatformAdapter Build(BotPlan plan, IServiceProvider provider)
    {
        var options = plan.Section.Get<DiscordOptions>()!;
        options.Commands = [.. provider.GetServices<IChatCommand>().Select(ToMenu), new("help", "this list")];
        return new DiscordAdapter(plan.Name, options, provider.GetRequiredService<IDiscordResumeStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DiscordAdapter>>());
    }

    private static DiscordCommand ToMenu(IChatCommand command) => new(command.Name, command.Description.Replace("`", "", StringComparison.Ordinal))
    {
        Argument = command.Argument is null ? null : "text",
        ArgumentDescription = command.Argument ?? "",
        IsPrivate = true,
    };
}
