using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Interactions;
using Bots.BotHost.Access;
using Bots.BotHost.Commands;

namespace Bots.BotHost.Setup;

/// <summary>Discord accounts.</summary>
internal sealed class DiscordPlatform : IBotPlatform
{
    private const int LongestDescription = 100;

    public string Name => "discord";

    public bool NeedsToken => true;

    public Type OptionsType => typeof(DiscordOptions);

    public IPlatformAdapter Build(BotPlan plan, IServiceProvider provider)
    {
        var options = plan.Section.Get<DiscordOptions>()!;
        options.Commands = [Ask, .. provider.GetServices<IChatCommand>().Where(static command => command.Audience == CommandAudience.Everyone).Select(command => ToMenu(command, provider)), new("help", "this list") { IsPrivate = true }];
        options.KnownCommands = [.. options.Commands.Select(static command => command.Name), .. provider.GetServices<IChatCommand>().Select(static command => command.Name)];
        options.RolesDecide = provider.GetRequiredService<AccessRulebook>().For(plan.Name).NamesRoles;
        options.Admits = message => IsAnsweredAsync(message, provider);
        return new DiscordAdapter(plan.Name, options, provider.GetRequiredService<IDiscordResumeStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DiscordAdapter>>());
    }

    // The only way to say something where the bot is no member.
    private static DiscordCommand Ask { get; } = new("ask", "ask me something") { Argument = "text", ArgumentDescription = "what you want to say", ArgumentRequired = true, IsPlainText = true };

    private static DiscordCommand ToMenu(IChatCommand command, IServiceProvider provider) => new(command.Name, Cut(command.Description.Replace("`", "", StringComparison.Ordinal)))
    {
        Argument = command.Argument is null ? null : "text",
        ArgumentDescription = Cut(command.Argument ?? ""),
        IsPrivate = command.IsPrivate,
        Complete = command.Suggests ? (typed, cancellationToken) => SuggestAsync(command, provider.GetRequiredService<AccessGate>(), typed, cancellationToken) : null,
    };

    // Whoever is not answered is offered nothing either.
    private static async ValueTask<IReadOnlyList<string>> SuggestAsync(IChatCommand command, AccessGate gate, DiscordAutocomplete typed, CancellationToken cancellationToken) =>
        await gate.IsAdmittedAsync(typed.Message).WaitAsync(cancellationToken) ? await command.SuggestAsync(typed.Message, typed.Typed, cancellationToken) : [];

    // Asked for when needed: the gate needs services that name the accounts. The limits come first, as messages that come together must be counted in their order.
    private static async Task<bool> IsAnsweredAsync(InboundMessage message, IServiceProvider provider)
    {
        var gate = provider.GetRequiredService<AccessGate>();
        return (provider.GetRequiredService<RateLimiter>().Expects(message) || await gate.IsOwnerAsync(message.Bot, message.UserId)) && await gate.IsAdmittedAsync(message);
    }

    private static string Cut(string description) => description.Length <= LongestDescription ? description : description[..(LongestDescription - 1)] + "…";
}
