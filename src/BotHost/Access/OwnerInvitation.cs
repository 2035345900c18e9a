using Bots.BotHost.Setup;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>Says once, at the start, how to claim the bots that nobody owns.</summary>
internal sealed partial class OwnerInvitation(BotAccounts bots, AccessRulebook rules, AccessBook book, OwnerClaims claims, ILogger<OwnerInvitation> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!book.CanKeep) return;
        foreach (var bot in bots.All.Select(static account => account.Adapter.Bot))
        {
            if (!rules.For(bot).NeedsOwner || await OwnedAsync(bot, cancellationToken)) continue;
            var meanwhile = rules.For(bot).Unknown is null or UnknownUsers.Allow ? "everyone who finds it is answered" : "unknown people are refused";
            var code = OneTimeCode.Shown(claims.Open(bot));
            LogInvitation(bot, meanwhile, OwnerClaims.Lifetime.TotalHours, code);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> OwnedAsync(string bot, CancellationToken cancellationToken)
    {
        try
        {
            return await book.OwnerAsync(bot, cancellationToken) is not null;
        }
        catch (SessionStoreException)
        {
            // The store says itself that it fails; an owner who cannot be read must not lose the bot to whoever sees this log.
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot} belongs to nobody yet ({Meanwhile}). To make it yours, send it within {Hours:0} hour: /owner {Code}")]
    private partial void LogInvitation(string bot, string meanwhile, double hours, string code);
}
