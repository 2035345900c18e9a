using Bots.Adapters;
using Bots.BotHost.Access;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/owner CODE</c>: makes the writer the bot's owner, by the code that the host printed at its start.</summary>
internal sealed partial class OwnerCommand(AccessBook book, AccessRulebook rules, OwnerClaims claims, TimeProvider time, ILogger<OwnerCommand> logger) : IChatCommand
{
    public string Name => "owner";

    public string Description => "make this bot yours, with the code the host printed at its start";

    public string? Argument => "the code";

    public CommandAudience Audience => CommandAudience.Unlisted;

    /// <summary>Whether another command's argument is a code for this one.</summary>
    public bool Claims(CommandContext context) => OneTimeCode.Read(context.Argument) is not null && claims.IsOpen(context.Message.Bot);

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var message = context.Message;
        // Asked first: the claim that a crash interrupted is confirmed when it comes again.
        if (await book.OwnerAsync(message.Bot, cancellationToken) is { } owner) return owner.User == message.UserId ? Confirm(message) : Taken();
        switch (claims.Check(message.Bot, message.UserId, context.Argument))
        {
            case ClaimCheck.Wrong: return TurnDraft.Answer("That is not the code. It stands in the host's log, from its start: `/owner` and eight characters.");
            case ClaimCheck.LockedOut: return TurnDraft.Answer("That was wrong too often. Restart the host for a new code.");
            case ClaimCheck.Over: return TurnDraft.Answer("No code is good at the moment. Restart the host: it prints a new one.");
        }

        if (!await book.TryClaimAsync(message.Bot, new(message.UserId) { Place = PrivatePlace.Of(message), At = time.GetUtcNow() }, cancellationToken)) return Taken();
        claims.Close(message.Bot);
        LogClaimed(message.Bot, message.UserId);
        return Confirm(message);
    }

    private static TurnDraft Taken() => TurnDraft.Answer("This bot has an owner. Whoever runs the host can change that (`owner reset`).");

    private TurnDraft Confirm(InboundMessage message)
    {
        var hint = PrivatePlace.Of(message) is null ? " Write to me in private once, so that I can ask you there." : "";
        if (rules.For(message.Bot).Unknown is { } policy) return TurnDraft.Answer($"This bot is yours now. {AccessCommand.Meaning(policy)} `/access` shows who may write.{hint}");
        return new()
        {
            Reply = new($"This bot is yours now. Who else may write to it? So far everyone may. `/access` shows and changes it later.{hint}")
            {
                Buttons = [[new("Ask me first", "/access pair"), new("Nobody else", "/access deny"), new("Everyone", "/access allow")]],
            },
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot} belongs to {User} now")]
    private partial void LogClaimed(string bot, string user);
}
