using Bots.Agents.Analytics;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/feedback good|bad [why]</c>: rates the last answer.</summary>
internal sealed class FeedbackCommand(DeliveryStores stores) : IChatCommand
{
    public string Name => "feedback";

    public string Description => "say whether the last answer was good (`/feedback bad too long`)";

    public string? Argument => "good or bad, and why";

    // In its place it would rate an answer that was not there when it was pressed.
    public bool OvertakesPressed(string argument) => true;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var parts = context.Argument.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool? isGood = parts.Length == 0 ? null : parts[0].ToLowerInvariant() switch { "good" or "👍" => true, "bad" or "👎" => false, _ => null };
        if (isGood is not { } good)
            return new() { Reply = new("Was the last answer good?") { Buttons = [[new("👍 good", "/feedback good"), new("👎 bad", "/feedback bad")]] } };
        return await Feedback.RateAsync(stores.Sessions, context.Session, good, parts.Length > 1 ? parts[1] : null, cancellationToken)
            ? TurnDraft.Answer("Thank you, that is noted.")
            : TurnDraft.Answer("There is no answer to rate yet.");
    }
}
