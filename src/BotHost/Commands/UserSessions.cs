using System.Runtime.CompilerServices;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary>The conversations that belong to the user who writes.</summary>
internal sealed class UserSessions(DeliveryStores stores)
{
    /// <summary>Every session the catalog knows as the user's, the present one in any case, unless it is everyone's.</summary>
    public async IAsyncEnumerable<string> OfAsync(InboundMessage message, string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var own in message.IsShared ? [] : new[] { session, message.SessionKey })
        {
            if (seen.Add(own) && await stores.Sessions.SessionExistsAsync(own, cancellationToken)) yield return own;
        }

        if (stores.Sessions.Find<ISessionCatalog>() is not { } catalog) yield break;
        await foreach (var data in catalog.ListSessionsAsync(new() { UserId = message.UserId }, cancellationToken))
        {
            if (seen.Add(data.Id)) yield return data.Id;
        }
    }
}
