using System.Threading.Channels;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Deals with what one shard receives, in order: maps it, lets the host store it, and only then moves the resume point. Interactions, for which
/// Discord does not wait, go beside the rest.</summary>
internal sealed class ShardIntake
{
    private const int MostWaiting = 1_000;
    private const int LargestBatch = 100;

    private readonly Channel<IntakeItem> _waiting = Channel.CreateBounded<IntakeItem>(MostWaiting);
    private readonly HostDoor _host;
    private readonly ResumeBook _book;
    private readonly MessageDoor _door;
    private readonly CatchUp _catchUp;
    private readonly InteractionLane _interactions;
    private readonly IntakeProgress _progress;

    /// <param name="context">The account.</param>
    /// <param name="sink">The host.</param>
    /// <param name="responder">Answers interactions.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="paused">Told whether the host's store is down, so that nothing is taken in.</param>
    public ShardIntake(DiscordContext context, IInboundSink sink, InteractionResponder responder, int shard, Action<bool> paused)
    {
        var channels = new ChannelDirectory(context.Channels);
        var messages = new MessageIntake(context, channels);
        var recent = new RecentChannels(context.Options.BackfillChannels);
        _host = new(context, sink, paused);
        Seen = messages.Seen;
        _book = new(context, shard, recent, messages.Seen);
        _door = new(messages, recent, _book, _host);
        var members = new FetchedMembers(context);
        _catchUp = new(context, new(context, channels, members), new(context, channels, messages.Seen, members), members, recent, _book, _door, _host);
        _progress = new(context.Time);
        _interactions = new(context, new(context, responder, _host.StoreAsync), _host, _progress);
    }

    /// <summary>The point the shard saved, or null.</summary>
    public Task<DiscordResumePoint?> LoadAsync(CancellationToken cancellationToken) => _book.LoadAsync(cancellationToken);

    /// <summary>The point to start from, given what all shards saved; null for none.</summary>
    public async Task<DiscordResumePoint?> BeginAsync(IReadOnlyList<DiscordResumePoint> saved, int shards, CancellationToken cancellationToken)
    {
        var point = await _book.BeginAsync(saved, shards, cancellationToken);
        _catchUp.Continue(point);
        return point;
    }

    /// <summary>When an earlier process identified, as far as is known.</summary>
    public DateTimeOffset? IdentifiedBefore => _book.IdentifiedBefore;

    /// <summary>Whose the last messages are.</summary>
    public SeenMessages Seen { get; }

    /// <summary>Notes durably that an identify is about to be made.</summary>
    public Task IdentifyAsync(CancellationToken cancellationToken) => _book.IdentifyAsync(cancellationToken);

    /// <summary>Queues something; waits while too much is waiting.</summary>
    public async ValueTask AddAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        if (item is IntakeItem.Interaction interaction) await _interactions.AddAsync(interaction, cancellationToken);
        else if (item is IntakeItem.SessionStarted started) await QueueAsync(started with { Before = await _interactions.MarkAsync(cancellationToken) }, cancellationToken);
        else await QueueAsync(item, cancellationToken);
        Skip(item.Sequence);
    }

    /// <summary>A dispatch that is none of our business.</summary>
    public void Skip(int sequence) => _book.Hear(sequence);

    /// <summary>A quiet moment: saves where we are, unless there is something to do anyway.</summary>
    public void Checkpoint(int sequence)
    {
        _book.Hear();
        TryQueue(new IntakeItem.Checkpoint { Sequence = sequence });
    }

    /// <summary>Deals with what comes until cancelled; then saves where it stands.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both = [HandleAllAsync(end.Token), _interactions.RunAsync(sequence => TryQueue(new IntakeItem.Settled { Sequence = sequence }), end.Token)];
        await Task.WhenAny(both);
        await end.CancelAsync();
        await Task.WhenAll(both);
    }

    private async ValueTask QueueAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        _progress.Add();
        try
        {
            await _waiting.Writer.WriteAsync(item, cancellationToken);
        }
        catch
        {
            _progress.TakeBack();
            throw;
        }
    }

    // Where it finds no place, what is in the queue has the same effect later.
    private void TryQueue(IntakeItem item)
    {
        _progress.Add();
        if (!_waiting.Writer.TryWrite(item)) _progress.TakeBack();
    }

    private async Task HandleAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellationToken)) await HandleAsync(TakeBatch(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A first session that began at the last moment goes on in the next process: session starts are few.
            if (_book.Point is null && _waiting.Reader.TryRead(out var first) && first is IntakeItem.SessionStarted started) await _catchUp.StartAsync(started.Point, CancellationToken.None);
            if (_book.Point is { } point) await _book.SaveAsync(point.Sequence, point.AliveAt, CancellationToken.None);
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

            await _door.AcceptAsync(messages, cancellationToken);
            messages.Clear();
            await _host.UnlessOddAsync(item.GetType().Name, IdOf(item), () => HandleAsync(item, cancellationToken), cancellationToken);
        }

        await _door.AcceptAsync(messages, cancellationToken);
        // Read before the count: whatever is numbered up to here was counted as pending before.
        var (received, heardAt) = _book.Heard;
        var isAllDone = _progress.Done(batch.Count);
        if (_book.Point is not { } point) return;
        if ((isAllDone ? received : batch.FindLast(static item => item is not IntakeItem.Settled)?.Sequence) is not { } done) return;
        await _book.SaveAsync(_interactions.Oldest is { } open && open <= done ? open - 1 : done, isAllDone ? heardAt : point.AliveAt, cancellationToken);
    }

    private async Task HandleAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case IntakeItem.SessionStarted started:
                await started.Before.WaitAsync(cancellationToken);
                await _catchUp.StartAsync(started.Point, cancellationToken);
                break;
            case IntakeItem.Guild guild: await _catchUp.LookAsync(guild.What, cancellationToken); break;
            case IntakeItem.Checkpoint: _catchUp.End(); break;
            case IntakeItem.Edited edited: await _door.EditAsync(edited.What, cancellationToken); break;
            case IntakeItem.Deleted deleted: await _door.DeleteAsync(deleted.What, cancellationToken); break;
        }
    }

    private static string? IdOf(IntakeItem item) => item switch
    {
        IntakeItem.Edited edited => edited.What.Id,
        IntakeItem.Deleted deleted => deleted.What.Id ?? deleted.What.ChannelId,
        IntakeItem.Guild guild => guild.What.Id,
        _ => null,
    };
}
