using System.Globalization;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/history [n]</c>: shows the last messages of this conversation.</summary>
internal sealed class HistoryCommand(DeliveryStores stores) : IChatCommand
{
    private const int Usual = 10;
    private const int Most = 50;
    private const int Longest = 300;

    public string Name => "history";

    public string Description => "show the last messages (`/history 20` shows 20)";

    public bool TellsOfAsker => true;

    public string? Argument => "how many messages";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var asked = Usual;
        if (context.Argument.Length > 0 && !int.TryParse(context.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out asked))
            return TurnDraft.Answer($"Write `/history`, or `/history 20` for the last 20 messages; at most {Most}.");
        var count = Math.Clamp(asked, 1, Most);
        var messages = await stores.Sessions.GetChatHistoryAsync(context.Session, count, cancellationToken);
        var lines = messages.Where(static message => message.Role is "user" or "assistant").Select(Line).ToList();
        return TurnDraft.Answer(lines.Count == 0 ? "This conversation is empty so far." : string.Join("\n\n", lines));
    }

    private static string Line(SessionMessage message) =>
        $"**{(message.Role == "user" ? "You" : "Bot")}:** {Excerpt.Of(message.Content, Longest)}";
}
