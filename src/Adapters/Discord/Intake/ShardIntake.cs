using System.Threading.Channels;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Interactions;
using Bots.Sessions;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Deals with what one shard receives, in order: maps it, lets the host store it, and only then moves the resume point.</summary>
internal sealed partial class ShardIntake
{
    private const int MostWaiting = 1_000;
    private const int LargestBatch = 100;
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly DiscordContext _context;
    private readonly IInboundSink _sink;
    private readonly InteractionIntake _interactions;
    private readonly int _shard;
    private readonly Action<bool> _paused;
    private readonly MessageIntake _messages;
    private readonly Backfill _backfill;
    private readonly RecentChannels _recent;
    private readonly Channel<IntakeItem> _waiting = Channel.CreateBounded<IntakeItem>(MostWaiting);
    private DiscordResumePoint? _point;
    private DateTimeOffset? _missedSince;
    private bool _failsToSave;
    private readonly HashSet<string> _caughtUp = [];
    private int _guildsLeft;
    private int _pending;
    private int _received;
    private long _heardAt;

    /// <param name="context">The account.</param>
    /// <param name="sink">The host.</param>
    /// <param name="responder">Answers interactions.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="paused">Told whether the host's store is down, so that nothing is taken in.</param>
    public ShardIntake(DiscordContext context, IInboundSink sink, InteractionResponder responder, int shard, Action<bool> paused)
    {
        (_context, _sink, _shard, _paused, _logger) = (context, sink, shard, paused, context.Logger);
        _interactions = new(context, responder, StoreAsync);
        _heardAt = context.Time.GetUtcNow().UtcTicks;
        var channels = new ChannelDirectory(context.Channels);
        _messages = new(context, channels);
        _backfill = new(context, channels);
        _recent = new(context.Options.BackfillChannels);
    }

    /// <summary>The saved point to start from, or null.</summary>
    public async Task<DiscordResumePoint?> LoadAsync(CancellationToken cancellationToken)
    {
        _point = await _context.Resumes.LoadAsync(_context.Bot, _shard, cancellationToken);
        if (_point is { } saved && !saved.IsUsable(_context.Time.GetUtcNow()))
        {
            LogUnusable(_context.Bot, _shard);
            _point = null;
        }

        if (_point is null) return null;
        _recent.Load(_point.Channels);
        _messages.Seen.Load(_point.Seen);
        _received = _point.Sequence;
        _heardAt = _point.AliveAt.UtcTicks;
        (_missedSince, _guildsLeft) = (_point.MissedSince, _context.Options.BackfillChannels);
        return _point;
    }

    /// <summary>Queues something; waits while too much is waiting.</summary>
    public async ValueTask AddAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            await _waiting.Writer.WriteAsync(item, cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref _pending);
            throw;
        }

        Skip(item.Sequence);
    }

    /// <summary>A dispatch that is none of our business.</summary>
    public void Skip(int sequence)
    {
        Volatile.Write(ref _heardAt, _context.Time.GetUtcNow().UtcTicks);
        Volatile.Write(ref _received, sequence);
    }

    /// <summary>A quiet moment: saves where we are, unless there is something to do anyway.</summary>
    public void Checkpoint(int sequence)
    {
        Volatile.Write(ref _heardAt, _context.Time.GetUtcNow().UtcTicks);
        Interlocked.Increment(ref _pending);
        if (!_waiting.Writer.TryWrite(new IntakeItem.Checkpoint { Sequence = sequence })) Interlocked.Decrement(ref _pending);
    }

    /// <summary>Deals with what comes until cancelled; then saves where it stands.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellationToken)) await HandleAsync(TakeBatch(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (_point is { } point) await SaveAsync(point.Sequence, point.AliveAt, CancellationToken.None);
        }
    }

    private List<IntakeItem> TakeBatch()
    {
        var batch = new List<IntakeItem>();
        while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var item)) batch.Add(item);
        return batch;
    }

    private async Task HandleAsync(List<IntakeItem> batch, CancellationToken cancellationToken)
    {
        var messages = new List<DiscordMessage>();
        foreach (var item in batch)
        {
            if (item is IntakeItem.Message message)
            {
                messages.Add(message.What);
                continue;
            }

            await AcceptAsync(messages, cancellationToken);
            messages.Clear();
            await UnlessOddAsync(item.GetType().Name, IdOf(item), () => HandleAsync(item, cancellationToken), cancellationToken);
        }

        await AcceptAsync(messages, cancellationToken);
        // Read before the count: whatever is numbered up to here was counted as pending before.
        var (received, heardAt) = (Volatile.Read(ref _received), Volatile.Read(ref _heardAt));
        var isAllDone = Interlocked.Add(ref _pending, -batch.Count) == 0;
        if (_point is not { } point) return;
        if (isAllDone) await SaveAsync(received, new(heardAt, TimeSpan.Zero), cancellationToken);
        else await SaveAsync(batch[^1].Sequence, point.AliveAt, cancellationToken);
    }

    private async Task HandleAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case IntakeItem.SessionStarted started: await StartAsync(started.Point, cancellationToken); break;
            case IntakeItem.Edited edited: await PatientlyAsync(async () => await StoreAsync(await _messages.TakeEditAsync(edited.What, Self, cancellationToken) is { } inbound ? [inbound] : [], cancellationToken), cancellationToken); break;
            case IntakeItem.Deleted deleted: await StoreAsync(await _messages.TakeDeletionsAsync(deleted.What, Self, cancellationToken), cancellationToken); break;
            case IntakeItem.Interaction interaction: await _interactions.TakeAsync(interaction.What, Self, cancellationToken); break;
            case IntakeItem.Guild guild: await CatchUpAsync(guild.What, cancellationToken); break;
            // By the first quiet moment Discord has told of all guilds.
            case IntakeItem.Checkpoint when _point is { MissedSince: not null } point: _point = point with { MissedSince = null }; break;
        }
    }

    private async Task StartAsync(DiscordResumePoint point, CancellationToken cancellationToken)
    {
        var before = _point;
        _point = point with { AliveAt = before?.AliveAt ?? _context.Time.GetUtcNow() };
        if (before is null) return;
        _missedSince = before.AliveAt > DateTimeOffset.UnixEpoch ? before.AliveAt - ClockDifference : null;
        _point = _point with { MissedSince = _missedSince };
        _guildsLeft = _context.Options.BackfillChannels;
        _caughtUp.Clear();
        try
        {
            foreach (var (channel, newest) in _recent.NewestFirst())
                await UnlessOddAsync("Backfill", channel, () => CatchUpAsync(channel, newest, cancellationToken), cancellationToken);
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            // Half done: the next session begins where this one did.
            _point = before;
            throw;
        }
    }

    /// <summary>Fetches from channels that we never answered in and where something was written meanwhile.</summary>
    private async Task CatchUpAsync(GuildActivity guild, CancellationToken cancellationToken)
    {
        if (_missedSince is not { } since) return;
        var first = DiscordMapping.SnowflakeAt(since);
        foreach (var channel in (guild.Channels ?? []).Concat(guild.Threads ?? []))
        {
            if (channel.LastMessageId is not { } last || DiscordMapping.Number(last) <= DiscordMapping.Number(first) || _caughtUp.Contains(channel.Id)) continue;
            if (_guildsLeft-- <= 0)
            {
                if (_guildsLeft == -1) LogChannelsLeft(_context.Bot, _context.Options.BackfillChannels);
                return;
            }

            await CatchUpAsync(channel.Id, first, cancellationToken);
        }
    }

    private async Task CatchUpAsync(string channelId, string newest, CancellationToken cancellationToken)
    {
        _caughtUp.Add(channelId);
        // Whatever is older than the last sign of life was dealt with, and most of it was none of ours.
        var after = _missedSince is { } since && DiscordMapping.SnowflakeAt(since) is var first && DiscordMapping.Number(first) > DiscordMapping.Number(newest) ? first : newest;
        var missed = new List<DiscordMessage>();
        await foreach (var message in _backfill.AfterAsync(channelId, after, Self, cancellationToken)) missed.Add(message);
        if (missed.Count > 0) LogCaughtUp(_context.Bot, missed.Count, channelId);
        await AcceptAsync(missed, cancellationToken);
    }

    private async Task AcceptAsync(List<DiscordMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        var accepted = (await Task.WhenAll(messages.Select(message => TakeAsync(message, cancellationToken)))).OfType<InboundMessage>().ToList();
        await StoreAsync(accepted, cancellationToken);
        foreach (var inbound in accepted)
        {
            _recent.Saw(messages.Find(message => message.Id == inbound.DedupeId)!.ChannelId, inbound.DedupeId);
            // A thread that was opened for it has messages of its own from here on.
            if (inbound.Address.ThreadId is { } thread) _recent.Saw(thread, inbound.DedupeId);
            _messages.Seen.Add(inbound);
        }
    }

    private async Task<InboundMessage?> TakeAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        InboundMessage? taken = null;
        await UnlessOddAsync(nameof(IntakeItem.Message), message.Id, () => PatientlyAsync(async () => taken = await _messages.TakeAsync(message, Self, cancellationToken), cancellationToken), cancellationToken);
        return taken;
    }

    private async Task StoreAsync(List<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        try
        {
            await PatientlyAsync(async () => await _sink.AcceptAsync(messages, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (IsOdd(exception, cancellationToken))
        {
            if (messages.Count == 1) LogSkipped(_context.Bot, nameof(IntakeItem.Message), messages[0].DedupeId, exception.GetType().Name);
            // It is one of them; the others must not suffer for it.
            else foreach (var message in messages) await StoreAsync([message], cancellationToken);
        }
    }

    /// <summary>Does something again and again while the host's store is down.</summary>
    private async Task PatientlyAsync(Func<Task> what, CancellationToken cancellationToken)
    {
        await PatientIntake.RunAsync(what, () => _paused(true), _context.Time, cancellationToken);
        _paused(false);
    }

    /// <summary>Does something about an event; one that nobody can handle is told of and left, as it would be as odd the next time.</summary>
    private async Task UnlessOddAsync(string kind, string? id, Func<Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await handle();
        }
        catch (Exception exception) when (IsOdd(exception, cancellationToken))
        {
            LogSkipped(_context.Bot, kind, id ?? "without id", exception.GetType().Name);
        }
    }

    private static bool IsOdd(Exception exception, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && exception is not SessionStoreException;

    private static string? IdOf(IntakeItem item) => item switch
    {
        IntakeItem.Edited edited => edited.What.Id,
        IntakeItem.Deleted deleted => deleted.What.Id ?? deleted.What.ChannelId,
        IntakeItem.Interaction interaction => interaction.What.Id,
        IntakeItem.Guild guild => guild.What.Id,
        _ => null,
    };

    private async Task SaveAsync(int sequence, DateTimeOffset aliveAt, CancellationToken cancellationToken)
    {
        if (_point is null) return;
        _point = _point with { Sequence = sequence, AliveAt = aliveAt, Channels = _recent.Snapshot(), Seen = _messages.Seen.Newest() };
        try
        {
            await _context.Resumes.SaveAsync(_context.Bot, _shard, _point, cancellationToken);
            _failsToSave = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SessionStoreException)
        {
            if (!_failsToSave) LogNotSaved(_context.Bot, exception.Message);
            _failsToSave = true;
        }
    }

    private DiscordSelf Self => field is { } self && self.UserId == _point?.UserId ? self
        : field = new(_context.Bot, _point?.UserId ?? "", _point?.ApplicationId ?? "");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: fetched {Count} messages of channel {Channel} that no session received")]
    private partial void LogCaughtUp(string bot, int count, string channel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: something was written in more than {Most} channels while nothing listened; the others are left out. Raise Bots:{Bot}:BackfillChannels to look into more")]
    private partial void LogChannelsLeft(string bot, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the event {Kind} {Id} could not be handled and is skipped ({Problem})")]
    private partial void LogSkipped(string bot, string kind, string id, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the saved resume point of shard {Shard} does not make sense and is left; a new session begins")]
    private partial void LogUnusable(string bot, int shard);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the resume point cannot be saved ({Problem}); a restart now would replay or fetch more than needed")]
    private partial void LogNotSaved(string bot, string problem);
}
