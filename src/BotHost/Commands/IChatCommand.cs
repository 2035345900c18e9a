using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary>A command a user types in any chat, the same on every platform.</summary>
internal interface IChatCommand
{
    /// <summary>The word after the slash, in lower case.</summary>
    string Name { get; }

    /// <summary>One line for <c>/help</c> and the platforms' menus.</summary>
    string Description { get; }

    /// <summary>Whom it is for.</summary>
    CommandAudience Audience => CommandAudience.Everyone;

    /// <summary>What may stand after the command, for the platforms' menus; null for nothing.</summary>
    string? Argument => null;

    /// <summary>True when the command must not wait behind a running turn.</summary>
    bool Overtakes => false;

    /// <summary>True when a pressed button of it does not wait behind a running turn either: what it shows or changes is no part of the conversation.</summary>
    /// <param name="argument">What the button says after the command.</param>
    bool OvertakesPressed(string argument) => Overtakes;

    /// <summary>True when its answer is nobody's business but the asker's, on platforms that can show it to them alone.</summary>
    bool IsPrivate => true;

    /// <summary>True when it shows or changes what concerns the user beyond this chat: refused where others read the answer.</summary>
    bool IsPersonal => false;

    /// <summary>True when its answer tells of the asker's own conversations: where others read along who do not share them, it is not given to a typed command.</summary>
    bool TellsOfAsker => false;

    /// <summary>True when the command can suggest arguments while they are typed.</summary>
    bool Suggests => false;

    /// <summary>Arguments that begin with, or contain, what was typed so far; at most 25, each at most 100 characters.</summary>
    /// <param name="message">The message as it would come if it was sent now: who types, and where. They are known to be answered.</param>
    /// <param name="typed">The argument so far.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    ValueTask<IReadOnlyList<string>> SuggestAsync(InboundMessage message, string typed, CancellationToken cancellationToken) => new([]);

    /// <summary>Does it; null when it is to be done later, as <see cref="AgentTurn.RunAsync"/> says. May run again after a crash or a store failure, so whatever it does before the draft is written must be repeatable.</summary>
    ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken);
}

/// <summary>Whom a command is for.</summary>
internal enum CommandAudience
{
    /// <summary>Everyone.</summary>
    Everyone,

    /// <summary>Everyone who was told of it: in no list.</summary>
    Unlisted,

    /// <summary>The bot's owner; for everyone else it does not exist.</summary>
    Owner,
}

/// <summary>What a command knows.</summary>
/// <param name="Turn">The turn that answers it.</param>
/// <param name="Argument">What stands after the command, trimmed.</param>
internal sealed record CommandContext(Turn Turn, string Argument)
{
    /// <summary>The message that holds it.</summary>
    public InboundMessage Message => Turn.Message;

    /// <summary>The session the conversation lives in now.</summary>
    public string Session => Turn.Session;

    /// <summary>The inbox entry: unique, the same again after a crash.</summary>
    public long EntryId => Turn.Claim.Id;
}
