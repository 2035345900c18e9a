using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/model [name]</c>: says which model answers in this conversation, and lets the user choose among those that the operator offers.</summary>
internal sealed class ModelCommand(ChosenAgents agents) : IChatCommand
{
    public string Name => "model";

    public string Description => "the model that answers here (`/model fast`)";

    public string? Argument => "the name of the model to answer from now on";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var bot = context.Message.Bot;
        if (context.Argument.Length == 0) return List(agents.Of(bot), await agents.ForAsync(bot, context.Session, cancellationToken));
        if (agents.Find(bot, context.Argument) is not { } chosen) return TurnDraft.Answer($"There is no `{Excerpt.Of(context.Argument, 40)}` to choose. `/model` lists what there is.");
        if (agents.Of(bot).Count > 1) await agents.ChooseAsync(context.Session, chosen, cancellationToken);
        return TurnDraft.Answer($"`{chosen.Name}` ({Described(chosen)}) answers in this conversation now.");
    }

    private static TurnDraft List(IReadOnlyList<ConfiguredAgent> all, ConfiguredAgent present)
    {
        var text = $"`{present.Name}` ({Described(present)}) answers in this conversation.";
        if (all.Count == 1) return TurnDraft.Answer(text);
        var lines = all.Where(agent => agent != present).Select(static agent => $"- `{agent.Name}` ({Described(agent)})");
        return new()
        {
            Reply = new($"{text} You can choose another:\n{string.Join('\n', lines)}")
            {
                Buttons = [.. all.Where(agent => agent != present).Select(static agent => new[] { new ReplyButton(agent.Name, $"/model {agent.Name}") })],
                InPlace = true,
            },
        };
    }

    private static string Described(ConfiguredAgent agent) => agent.Model.Length == 0 ? agent.Provider : $"{agent.Provider}, {agent.Model}";
}
