using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/access</c>: the owner sees and decides who may write.</summary>
internal sealed class AccessCommand(AccessBook book, AccessRulebook rules, Pairing pairing) : IChatCommand
{
    private const int Most = 30;

    public string Name => "access";

    public string Description => "who may write to this bot; change it (`/access block telegram_12345`)";

    public string? Argument => "pair, allow or deny; or approve, deny, block or revoke and a person's id";

    public CommandAudience Audience => CommandAudience.Owner;

    public bool OvertakesPressed(string argument) => true;

    /// <summary>What a rule for unknown people means, for the owner.</summary>
    public static string Meaning(UnknownUsers policy) => policy switch
    {
        UnknownUsers.Allow => "Everyone may write to it, except whom you block.",
        UnknownUsers.Pair => "Whoever else writes to it gets a code, and I ask you.",
        _ => "It answers you, whom you approve, and whom the configuration allows; nobody else.",
    };

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var words = context.Argument.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => await ShowAsync(context, cancellationToken),
            [var policy] when Enum.TryParse<UnknownUsers>(policy, ignoreCase: true, out var unknown) && Enum.IsDefined(unknown) => await SetAsync(context, unknown, cancellationToken),
            [var verb, var user] when AccessId.Normal(user, AccessId.PlatformOf(context.Message.UserId)) is { } id => await DecideAsync(context, verb.ToLowerInvariant(), id, cancellationToken),
            _ => TurnDraft.Answer($"I do not understand that. `/access {Argument}`."),
        };
    }

    private async ValueTask<TurnDraft> SetAsync(CommandContext context, UnknownUsers unknown, CancellationToken cancellationToken)
    {
        if (rules.For(context.Message.Bot).Unknown is { } configured)
            return TurnDraft.Answer($"The configuration decides that (`Access:Unknown`, or an allow list): {Meaning(configured)}");
        await book.ChangeOwnerAsync(context.Message.Bot, context.Message.UserId, owner => owner with { Unknown = unknown }, cancellationToken);
        return InPlace(Meaning(unknown));
    }

    private async ValueTask<TurnDraft> DecideAsync(CommandContext context, string verb, string user, CancellationToken cancellationToken)
    {
        var bot = context.Message.Bot;
        if (user == context.Message.UserId) return TurnDraft.Answer("That is you: the owner may always write.");
        if (context.Message.Press is not null && (verb is "approve" or "block") && await DecidedAsync(bot, user, cancellationToken) is { } decided) return InPlace(decided);
        switch (verb)
        {
            case "approve":
                var request = await pairing.DecideAsync(bot, user, Standing.Approved, cancellationToken);
                return InPlace($"{Strangers.Described(request?.Name ?? "", user)} may write now.") with { Notices = request?.Place is { } place ? [Strangers.Welcome(place, bot, user)] : [] };
            case "block":
                var blocked = await pairing.DecideAsync(bot, user, Standing.Blocked, cancellationToken);
                return InPlace($"{Strangers.Described(blocked?.Name ?? "", user)} is blocked: I stay silent to them. `/access revoke {user}` takes that back.");
            case "deny":
                return InPlace(await pairing.DenyAsync(bot, user, cancellationToken) ? $"`{user}` stays outside, and may ask again later." : $"`{user}` has no request waiting.");
            case "revoke":
                return InPlace(await book.DecideAsync(bot, user, null, cancellationToken) ? $"Nothing is decided about `{user}` any more." : $"Nothing was decided about `{user}`.");
            default:
                return TurnDraft.Answer($"I do not understand that. `/access {Argument}`.");
        }
    }

    /// <summary>What was decided elsewhere since the buttons were shown, which a press must not take back unnoticed; null while a request waits.</summary>
    private async ValueTask<string?> DecidedAsync(string bot, string user, CancellationToken cancellationToken)
    {
        if (await book.DecisionAsync(bot, user, cancellationToken) is not { } decision) return null;
        if ((await pairing.WaitingAsync(bot, cancellationToken)).Any(request => request.User == user)) return null;
        var (done, other) = decision.Is == Standing.Approved ? ("approved", "block") : ("blocked", "approve");
        return $"That is decided already: `{user}` was {done} on {decision.At:yyyy-MM-dd HH:mm} UTC. `/access {other} {user}` changes it.";
    }

    private async ValueTask<TurnDraft> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var bot = context.Message.Bot;
        var owner = await book.OwnerAsync(bot, cancellationToken);
        var lines = new List<string> { Meaning(rules.For(bot).Unknown ?? owner?.Unknown ?? UnknownUsers.Allow) };
        var buttons = new List<IReadOnlyList<ReplyButton>>();
        foreach (var request in await pairing.WaitingAsync(bot, cancellationToken))
        {
            lines.Add($"- waiting: {Strangers.Described(request.Name, request.User)}");
            buttons.Add([new($"Approve {request.User}", $"/access approve {request.User}"), new("Block", $"/access block {request.User}")]);
        }

        var decisions = await book.DecisionsAsync(bot, cancellationToken);
        lines.AddRange(decisions.Take(Most).Select(static pair => $"- {(pair.Value.Is == Standing.Approved ? "approved" : "blocked")}: `{pair.Key}`"));
        if (decisions.Count > Most) lines.Add($"- and {decisions.Count - Most} more (`pairing list` on the host shows all)");
        return new() { Reply = new(string.Join('\n', lines)) { Buttons = buttons } };
    }

    private static TurnDraft InPlace(string text) => new() { Reply = new(text) { InPlace = true } };
}
