using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Opens threads for questions asked in a channel. A message has one thread at most, so asking again after a crash opens no second one.</summary>
internal sealed partial class ThreadOpener(DiscordContext context, ChannelDirectory channels)
{
    private const int LongestName = 80;

    // Everybody waits meanwhile: a reply now is worth more than a thread later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = context.Logger;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _restsUntil = new();

    /// <summary>The thread of a question; null when it must be answered where it stands. Waits a few seconds at most; after that, none is opened there for a minute.</summary>
    public async Task<DiscordChannel?> OpenAsync(DiscordMessage message, InboundMessage question, CancellationToken cancellationToken)
    {
        if (!context.Options.Threads || message.GuildId is null || !DiscordChannel.TakesThreads(message.ChannelType) || question.Text.StartsWith('/')) return null;
        if (context.Threads.IsMute(message.ChannelId)) return null;
        if (context.Options.Admits is { } admits && !await admits(question)) return null;
        if (_restsUntil.TryGetValue(message.ChannelId, out var until) && (context.Time.GetUtcNow() < until || !_restsUntil.TryRemove(message.ChannelId, out _))) return null;
        using var patience = new CancellationTokenSource(Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await OutagePatience.AskAsync(context.Time, async token => await TryOpenAsync(message, NameOf(question), token), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _restsUntil[message.ChannelId] = context.Time.GetUtcNow() + Rest;
            LogTooSlow(context.Bot, message.ChannelId, Patience);
            return null;
        }
    }

    /// <summary>What a thread is called: the beginning of the question, in one line.</summary>
    public static string NameOf(InboundMessage question)
    {
        var name = OthersText.Neutral(question.Text, 2 * LongestName);
        if (name.Length == 0) return question.SenderName.Length > 0 ? $"A question of {question.SenderName}" : "A question";
        if (name.Length <= LongestName) return name;
        var space = name.LastIndexOf(' ', LongestName - 2, LongestName / 2);
        var cut = space > 0 ? space : LongestName - 1;
        return name[..(char.IsHighSurrogate(name[cut - 1]) ? cut - 1 : cut)] + "…";
    }

    private async Task<DiscordChannel?> TryOpenAsync(DiscordMessage message, string name, CancellationToken cancellationToken)
    {
        try
        {
            var thread = await context.Channels.OpenThreadAsync(message.ChannelId, message.Id, name, cancellationToken);
            channels.Learn(thread);
            return thread;
        }
        catch (DiscordApiException exception) when (exception.Code == DiscordErrors.ThreadExists)
        {
            return await channels.FindAsync(message.Id, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Code is DiscordErrors.MissingPermissions or DiscordErrors.MissingAccess)
        {
            await context.Threads.ExplainAsync(message.ChannelId, Urgency.Cosmetic, cancellationToken);
            return null;
        }
        catch (DiscordApiException exception) when (exception.Status == 429 || exception.Code == DiscordErrors.TooManyThreads)
        {
            // Discord allows few threads in a short time: a reply now is worth more than a thread later.
            LogLimited(context.Bot, message.ChannelId);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: Discord opened no thread in channel {Channel} within {Patience}; answering by replies there for a minute")]
    private partial void LogTooSlow(string bot, string channel, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: Discord allows no more threads in channel {Channel} for now; answering by a reply")]
    private partial void LogLimited(string bot, string channel);
}
