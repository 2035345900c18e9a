using System.Globalization;
using Bots.Agents.Analytics;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Commands;

/// <summary><c>/usage</c>: what this conversation used, and all of the user's together.</summary>
internal sealed class UsageCommand(DeliveryStores stores, IOptions<AnalyticsOptions> options) : IChatCommand
{
    public string Name => "usage";

    public string Description => "answers, tokens and cost of your conversations";

    public bool TellsOfAsker => true;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var prices = options.Value.ByModel();
        var here = await SessionAnalytics.OfSessionAsync(stores.Sessions, context.Session, prices, cancellationToken);
        // What the asker does elsewhere is nobody's business where others read along.
        if (context.Message.IsGroup) return TurnDraft.Answer($"**This conversation**\n{Lines(here)}");
        var all = await SessionAnalytics.OfUserAsync(stores.Sessions, context.Message.UserId, prices, cancellationToken);
        return TurnDraft.Answer($"**This conversation**\n{Lines(here)}\n\n**All your conversations ({all.Sessions})**\n{Lines(all)}");
    }

    private string Lines(SessionAnalytics analytics)
    {
        var lines = new List<string> { Text($"- answers: {analytics.Interactions}") };
        lines.AddRange(analytics.Models.Select(model => Text($"- {model.Model}: {model.InputTokens:N0} tokens in, {model.OutputTokens:N0} out{Cost(model.Cost)}")));
        if (analytics.WholeAnswer.P50 > TimeSpan.Zero) lines.Add(Text($"- an answer takes {analytics.WholeAnswer.P50.TotalSeconds:0.0} s (median)"));
        return string.Join('\n', lines);
    }

    private string Cost(decimal? cost) => cost is { } known ? Text($", {known:0.00##} {options.Value.Currency}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
