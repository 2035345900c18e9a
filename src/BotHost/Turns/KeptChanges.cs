using System.Text.Json;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>What users made of their messages, until it is answered: a value of the session for each message, which always is as the platform shows it now.</summary>
internal sealed class KeptChanges(DeliveryStores stores)
{
    /// <summary>False when the store cannot keep any.</summary>
    public bool CanKeep => stores.Sessions.Find<ISessionState>() is not null;

    /// <summary>Keeps what a message says now.</summary>
    /// <exception cref="NotSupportedException">The store keeps no values.</exception>
    public async ValueTask KeepAsync(string session, string chatId, string messageId, ChangedPart change, CancellationToken cancellationToken) =>
        await stores.Sessions.Require<ISessionState>().SetStateAsync(
            StateScope.Session(session), KeyOf(chatId, messageId), JsonSerializer.SerializeToElement(change, InboundJson.Default.ChangedPart), null, cancellationToken);

    /// <summary>What a message says now; null when nothing is kept of it.</summary>
    public async ValueTask<ChangedPart?> FindAsync(string session, string chatId, string messageId, CancellationToken cancellationToken) =>
        stores.Sessions.Find<ISessionState>() is { } state && (await state.GetStateAsync(StateScope.Session(session), KeyOf(chatId, messageId), cancellationToken))?.Value is { } kept ? ChangeOf(kept) : null;

    /// <summary>Drops what is kept of a message: it says what history says, or it is gone.</summary>
    public async ValueTask DropAsync(string session, string chatId, string messageId, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, chatId, messageId, cancellationToken) is not null)
            await stores.Sessions.Require<ISessionState>().SetStateAsync(StateScope.Session(session), KeyOf(chatId, messageId), null, null, cancellationToken);
    }

    /// <summary>The messages of a question with every change kept of them.</summary>
    public async ValueTask<IReadOnlyList<AskedAgain>> ApplyAsync(string session, IReadOnlyList<AskedAgain> question, CancellationToken cancellationToken)
    {
        var changed = new List<AskedAgain>(question.Count);
        foreach (var asked in question) changed.Add(await ApplyAsync(session, asked, cancellationToken));
        return changed;
    }

    private async ValueTask<AskedAgain> ApplyAsync(string session, AskedAgain asked, CancellationToken cancellationToken)
    {
        if (MessageTag.ChatOf(asked.Stored) is not { } chat) return asked;
        foreach (var id in asked.Message.JoinedFrom.Select(static part => part.MessageId).OfType<string>())
        {
            if (await FindAsync(session, chat, id, cancellationToken) is { } change && !asked.Says(id, change)) asked = asked.With(id, change);
        }

        return asked;
    }

    // A bare text is what an earlier version kept.
    private static ChangedPart? ChangeOf(JsonElement kept) => kept.ValueKind switch
    {
        JsonValueKind.String => new(kept.GetString()!, []),
        JsonValueKind.Object => kept.Deserialize(InboundJson.Default.ChangedPart),
        _ => null,
    };

    private static string KeyOf(string chatId, string messageId) => $"edited/{chatId}/{messageId}";
}
