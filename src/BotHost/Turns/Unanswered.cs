using System.Text.Json;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>Remembers the last question of a conversation that got no answer: it was stopped, it failed, or it took too long. History holds nothing of it,
/// and yet it is the one that the user asks again, changes or takes back.</summary>
/// <remarks>A value of the session: erased, forked and restored with it. It counts until something is answered after it. A store that keeps no values remembers none.</remarks>
internal sealed class Unanswered(DeliveryStores stores)
{
    private const string Key = "unanswered";
    private const int MostCharacters = 1_000_000;

    /// <summary>The history of a conversation with the question behind it that got no answer.</summary>
    public async ValueTask<AskedHistory> ReadAsync(string session, CancellationToken cancellationToken)
    {
        var history = await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken);
        return await FindAsync(session, cancellationToken) is { } kept && kept.Follows(history)
            ? new([.. history, .. kept.Messages.Select(static message => message.ToMessage())], history.Count) : new(history, history.Count);
    }

    /// <summary>Remembers what a turn did not answer, in the place of what was remembered before. Repeatable.</summary>
    public async ValueTask KeepAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionState>() is null) return;
        var history = await stores.Sessions.GetChatHistoryAsync(turn.Session, null, cancellationToken);
        await SetAsync(turn.Session, UnansweredQuestion.After(history, [.. turn.Messages.Select(UnansweredMessage.Of)]), cancellationToken);
        // A session that begins with it is to be found by whoever erases everything of its user.
        if (!turn.Message.IsShared && stores.Sessions.Find<ISessionCatalog>() is { } catalog && await catalog.GetSessionAsync(turn.Session, cancellationToken) is { UserId: null })
            await catalog.UpdateSessionAsync(turn.Session, new() { UserId = turn.Message.UserId }, cancellationToken);
    }

    /// <summary>Takes the question back; false when there is none, and the last one that was answered is meant. Repeatable with the same entry.</summary>
    public async ValueTask<bool> TakeBackAsync(string session, long entryId, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, cancellationToken) is not { } kept) return false;
        var isCurrent = kept.Follows(await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken));
        if (isCurrent && kept.Messages.Count == 0) return kept.TakenBackBy == entryId;
        // What was answered meanwhile may be taken back now, but that brings no older question up again.
        await SetAsync(session, isCurrent ? kept with { Messages = [], TakenBackBy = entryId } : null, cancellationToken);
        return isCurrent;
    }

    /// <summary>Forgets a message that its author deleted; the ids of all that went with it, none when it is not there.</summary>
    public async ValueTask<IReadOnlyList<string>> ForgetAsync(string session, ChatAddress deleted, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, cancellationToken) is not { } kept) return [];
        var messages = kept.Messages.Select(static message => message.ToMessage()).ToList();
        if (MessageTag.IndexOf(messages, deleted.ChatId, deleted.MessageId ?? "") is not (>= 0 and var index)) return [];
        await SetAsync(session, kept with { Messages = [.. kept.Messages.Where((_, place) => place != index)] }, cancellationToken);
        return [.. MessageTag.IdsOf(messages[index])];
    }

    private async ValueTask<UnansweredQuestion?> FindAsync(string session, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionState>() is not { } state || await state.GetStateAsync(StateScope.Session(session), Key, cancellationToken) is not { Value: { ValueKind: JsonValueKind.Object } kept }) return null;
        try
        {
            return kept.Deserialize(InboundJson.Default.UnansweredQuestion) is { Messages: not null } question ? question : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async ValueTask SetAsync(string session, UnansweredQuestion? question, CancellationToken cancellationToken)
    {
        JsonElement? value = question is null ? null : JsonSerializer.SerializeToElement(question, InboundJson.Default.UnansweredQuestion);
        // No value of a store is larger; what nobody types in a chat is not remembered.
        if (value?.GetRawText().Length > MostCharacters) value = null;
        await stores.Sessions.Require<ISessionState>().SetStateAsync(StateScope.Session(session), Key, value, null, cancellationToken);
    }
}

/// <summary>A question that got no answer.</summary>
/// <param name="Place">How many messages the history held then.</param>
/// <param name="LastAt">When the last of them was stored.</param>
/// <param name="Messages">What was asked; empty once it was taken back.</param>
internal sealed record UnansweredQuestion(int Place, DateTimeOffset LastAt, IReadOnlyList<UnansweredMessage> Messages)
{
    /// <summary>The command that took it back, or null.</summary>
    public long? TakenBackBy { get; init; }

    public static UnansweredQuestion After(IReadOnlyList<SessionMessage> history, IReadOnlyList<UnansweredMessage> messages) => new(history.Count, LastOf(history), messages);

    /// <summary>Whether nothing was answered since.</summary>
    public bool Follows(IReadOnlyList<SessionMessage> history) => history.Count == Place && LastOf(history) == LastAt;

    private static DateTimeOffset LastOf(IReadOnlyList<SessionMessage> history) => history.Count == 0 ? default : history[^1].Timestamp;
}

/// <summary>A message of a question that got no answer.</summary>
/// <param name="Words">What it says; its files are described and not read.</param>
/// <param name="Tags">How it is found again, and its parts and files, as history tells them.</param>
internal sealed record UnansweredMessage(string Words, IReadOnlyDictionary<string, JsonElement> Tags)
{
    public static UnansweredMessage Of(InboundMessage message) => new(message.Prompt, MessageTag.Of(message, message.Prompt).Values);

    public SessionMessage ToMessage() => new("user", Words ?? "") { Metadata = (Tags ?? new Dictionary<string, JsonElement>()).Aggregate(MessageMetadata.Empty, static (all, tag) => all.With(tag.Key, tag.Value)) };
}
