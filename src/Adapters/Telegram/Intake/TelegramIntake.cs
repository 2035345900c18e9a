using System.Collections.Concurrent;
using System.Globalization;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Replies;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Brings updates to the host, however they came: by polling or by webhook. Returns only once everything is stored.</summary>
/// <remarks>Thread-safe. Updates of one chat must come one after another, as Telegram sends them.</remarks>
internal sealed partial class TelegramIntake(string bot, TelegramOptions options, ITelegramClient client, LostChats lost, MovedChats moved, ILogger logger)
{
    private readonly GroupMemory _groups = new(options.GroupContextMessages);
    private readonly CallbackAnswers _presses = new(client, logger);

    /// <summary>The kinds of updates asked for.</summary>
    public static IReadOnlyList<string> Kinds(TelegramOptions options)
    {
        List<string> kinds = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"];
        if (options.NativeDrafts) kinds.Add("stopped_message_generation");
        return kinds;
    }

    /// <summary>Stores what the updates bring, in their order.</summary>
    /// <exception cref="Bots.Sessions.SessionStoreException">Nothing after the failure was stored: take the same updates again.</exception>
    public async Task AcceptAsync(IInboundSink sink, IReadOnlyList<Update> updates, TelegramAccount account, CancellationToken cancellationToken)
    {
        var messages = new List<InboundMessage>();
        var refused = new Dictionary<long, string>();
        var groups = _groups.Begin();
        foreach (var update in updates)
        {
            if (update.Message is { Unknown: { } field }) LogUnknown(bot, update.UpdateId, OthersText.Neutral(field));
            switch (TelegramMapping.Map(update, account))
            {
                case Mapped.ForUs { Inbound: var message }: messages.AddRange(Taken(groups, message, forUs: true)); break;
                case Mapped.Overheard { Inbound: var message }: messages.AddRange(Taken(groups, message, forUs: false)); break;
                case Mapped.Changed { Change: var change }:
                    await FlushAsync(sink, messages, cancellationToken);
                    await NoteAsync(sink, change, cancellationToken);
                    break;
                case Mapped.NotTheirs { Answer: var answer }: refused[update.UpdateId] = answer; break;
                case Mapped.Ignored { Why: var why }: LogIgnored(update, why); break;
            }
        }

        await FlushAsync(sink, messages, cancellationToken);
        groups.Commit();
        _presses.Answer(updates, refused, cancellationToken);
    }

    /// <summary>Returns when nothing is under way.</summary>
    public Task DrainAsync() => _presses.DrainAsync();

    private IReadOnlyList<InboundMessage> Taken(GroupMemory.Attempt groups, InboundMessage message, bool forUs)
    {
        if (forUs) lost.Remove(message.Address.ChatId);
        return message is { IsGroup: true, Press: null, IsEdit: false, Reaction: null } ? groups.Take(message, forUs) : forUs ? [message] : [];
    }

    private static async Task FlushAsync(IInboundSink sink, List<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0) await sink.AcceptAsync(messages, cancellationToken);
        messages.Clear();
    }

    private async Task NoteAsync(IInboundSink sink, ChatChange change, CancellationToken cancellationToken)
    {
        if (change is ChatChange.Lost) lost.Add(change.ChatId);
        else lost.Remove(change.ChatId);
        if (change is ChatChange.Moved move) moved.Add(Number(move.ChatId), Number(move.ToChatId));
        LogChange(bot, change.GetType().Name, change.ChatId);
        await sink.NoteAsync(change, cancellationToken);
    }

    private static long Number(string chatId) => long.Parse(chatId, CultureInfo.InvariantCulture);

    private void LogIgnored(Update update, string why)
    {
        if (update.Malformed is null) LogIgnored(bot, update.UpdateId, why);
        else LogMalformed(bot, update.UpdateId, why);
    }

    [LoggerMessage(LogLevel.Warning, "{Bot}: update {UpdateId} cannot be read and is skipped: {Reason}")]
    private partial void LogMalformed(string bot, long updateId, string reason);

    [LoggerMessage(LogLevel.Debug, "{Bot}: update {UpdateId} is not answered: {Reason}")]
    private partial void LogIgnored(string bot, long updateId, string reason);

    [LoggerMessage(LogLevel.Debug, "{Bot}: the message of update {UpdateId} has a field that this program does not know: {Field}")]
    private partial void LogUnknown(string bot, long updateId, string field);

    [LoggerMessage(LogLevel.Information, "{Bot}: {Change} chat {Chat}")]
    private partial void LogChange(string bot, string change, string chat);
}

/// <summary>Chats that the bot was blocked in or removed from, as far as this process heard: replies there need not be tried.</summary>
internal sealed class LostChats
{
    private readonly ConcurrentDictionary<string, bool> _lost = new(StringComparer.Ordinal);

    public void Add(string chatId) => _lost[chatId] = true;

    public void Remove(string chatId) => _lost.TryRemove(chatId, out _);

    public bool Contains(string chatId) => _lost.ContainsKey(chatId);
}
