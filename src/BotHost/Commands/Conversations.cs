using System.Globalization;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Commands;

/// <summary>The conversations of one place: the first one, those opened by <c>/new</c>, and branches. Only these can be switched to there.</summary>
/// <remarks>Every other conversation of the same user, in another chat for example, has another key and stays where it is.</remarks>
internal sealed class Conversations(DeliveryStores stores)
{
    /// <summary>The name of the first conversation of a place.</summary>
    public const string Main = "main";

    private static readonly string[] Kinds = ["new", "branch"];

    /// <summary>The session that this inbox entry opens; the same again after a crash.</summary>
    public static string IdOf(string key, string kind, long entryId) => string.Create(CultureInfo.InvariantCulture, $"{key}_{kind}_{entryId}");

    /// <summary>The short name of a session in its place: <c>main</c>, <c>new_12</c>, <c>branch_15</c>; null when it belongs to another place.</summary>
    public static string? NameOf(string key, string session)
    {
        if (session == key) return Main;
        if (!session.StartsWith(key + "_", StringComparison.Ordinal)) return null;
        var name = session[(key.Length + 1)..];
        return Kinds.Any(kind => name.StartsWith(kind + "_", StringComparison.Ordinal) && name.AsSpan(kind.Length + 1) is { Length: > 0 } number
            && !number.ContainsAnyExceptInRange('0', '9')) ? name : null;
    }

    /// <summary>The newest conversations of the place, and the present one; last changed first. Reads these alone, however many the store holds.</summary>
    /// <param name="message">What was said there.</param>
    /// <param name="present">The session the conversation lives in now.</param>
    /// <param name="most">At most this many, beside the present one.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async ValueTask<IReadOnlyList<SessionData>> ListAsync(InboundMessage message, string present, int most, CancellationToken cancellationToken)
    {
        var catalog = stores.Sessions.Require<ISessionCatalog>();
        // What is shared has no owner.
        var owner = message.IsShared ? null : message.UserId;
        var all = new List<SessionData>();
        foreach (var kind in Kinds)
        {
            // Whoever does not know the prefix lists too much: the names tell.
            var query = new SessionQuery { UserId = owner, IdPrefix = $"{message.SessionKey}_{kind}_", Limit = most };
            await foreach (var data in catalog.ListSessionsAsync(query, cancellationToken)) all.Add(data);
        }

        if (await catalog.GetSessionAsync(message.SessionKey, cancellationToken) is { } first && (owner is null || first.UserId == owner)) all.Add(first);
        var listed = all.Where(data => NameOf(message.SessionKey, data.Id) is not null).OrderByDescending(static data => data.UpdatedAt).Take(most).ToList();
        if (listed.TrueForAll(data => data.Id != present) && await catalog.GetSessionAsync(present, cancellationToken) is { } here) listed.Add(here);
        return listed;
    }

    /// <summary>The session that the place's messages go to now.</summary>
    public ValueTask<string> PresentAsync(InboundMessage message, CancellationToken cancellationToken) => stores.Aliases.ResolveAsync(message.SessionKey, cancellationToken);

    /// <summary>The conversation of the place with this short name; null when there is none.</summary>
    public async ValueTask<SessionData?> FindAsync(string key, string name, CancellationToken cancellationToken)
    {
        var session = name == Main ? key : $"{key}_{name}";
        return NameOf(key, session) is null ? null : await stores.Sessions.Require<ISessionCatalog>().GetSessionAsync(session, cancellationToken);
    }

    /// <summary>The way back to the conversation that the place leaves; null when it is empty, or when the store keeps no list of conversations.</summary>
    public async ValueTask<ReplyButton?> WayBackAsync(CommandContext context, string label, CancellationToken cancellationToken) =>
        NameOf(context.Message.SessionKey, context.Session) is { } name && stores.Sessions.Find<ISessionCatalog>() is not null && await stores.Sessions.SessionExistsAsync(context.Session, cancellationToken)
            ? new(label, $"/sessions {name}") : null;

    /// <summary>From now on the place's messages go to this session.</summary>
    public ValueTask SwitchAsync(CommandContext context, string session, CancellationToken cancellationToken) =>
        stores.Aliases.SetAsync(context.Message.SessionKey, session, cancellationToken);

    /// <summary>What to call a conversation: its title, or how it begins.</summary>
    public async ValueTask<string> DescribeAsync(SessionData data, CancellationToken cancellationToken)
    {
        if (data.Title is { Length: > 0 } title) return Excerpt.Of(title, 40);
        var history = await stores.Sessions.GetChatHistoryAsync(data.Id, null, cancellationToken);
        return history.FirstOrDefault(static message => message.Role == "user") is { } first ? Excerpt.Of(first.Content, 40) : "(empty)";
    }
}
