using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Knows in which channels the bot may open threads and not write in them, and says once per channel what it may not. Thread-safe.</summary>
internal sealed partial class ThreadRefusals(DiscordContext context)
{
    // Discord does not tell when the permission is given.
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly ILogger _logger = context.Logger;
    private readonly ConcurrentDictionary<string, bool> _explained = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _muteUntil = new();

    /// <summary>Whether a thread in the channel would stay empty, as far as is known.</summary>
    public bool IsMute(string channelId) => _muteUntil.TryGetValue(channelId, out var until) && (context.Time.GetUtcNow() < until || !_muteUntil.TryRemove(channelId, out _));

    /// <summary>Takes note that a thread of the channel took no message.</summary>
    public Task MuteAsync(string channelId, CancellationToken cancellationToken)
    {
        _muteUntil[channelId] = context.Time.GetUtcNow() + Rest;
        return ExplainAsync(channelId, Urgency.Final, cancellationToken);
    }

    /// <summary>Says in the channel, once per start, what is missing.</summary>
    public async Task ExplainAsync(string channelId, Urgency urgency, CancellationToken cancellationToken)
    {
        if (!_explained.TryAdd(channelId, true)) return;
        LogMayNot(context.Bot, channelId);
        var text = $"I may not open threads in this channel, or not write in them, so I answer by replies. An administrator can change that: Edit Channel, Permissions, my role, allow Create Public Threads and Send Messages in Threads; or set Bots:{context.Bot}:Threads to false.";
        try
        {
            await context.Messages.CreateAsync(channelId, new(text, $"t{channelId}"), null, urgency, cancellationToken);
        }
        catch (DiscordApiException)
        {
            // It stands in the log.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: no permission to open threads in channel {Channel}, or to write in them (Create Public Threads, Send Messages in Threads); answering by replies there")]
    private partial void LogMayNot(string bot, string channel);
}
