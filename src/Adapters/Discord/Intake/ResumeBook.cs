using Bots.Adapters.Discord.Gateway;
using Bots.Sessions;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Keeps where a shard's intake stands: what it heard last, and the point that the next process resumes from.</summary>
/// <remarks>What was heard, and an identify, may be noted from any thread; everything else belongs to the one that deals with the events.</remarks>
internal sealed partial class ResumeBook(DiscordContext context, int shard, RecentChannels recent, SeenMessages seen)
{
    private readonly ILogger _logger = context.Logger;
    private bool _failsToSave;
    private DiscordResumePoint _saved = DiscordResumePoint.None;
    private int _received;
    private long _heardAt = context.Time.GetUtcNow().UtcTicks;

    /// <summary>Where it stands; null before the first session.</summary>
    public DiscordResumePoint? Point { get; set; }

    /// <summary>When the last process identified; null when it did not, as far as is known.</summary>
    public DateTimeOffset? IdentifiedBefore { get; private set; }

    private SemaphoreSlim Saving { get; } = new(1);

    /// <summary>Who the bot is in this session.</summary>
    public DiscordSelf Self => field is { } self && self.UserId == Point?.UserId ? self
        : field = new(context.Bot, Point?.UserId ?? "", Point?.ApplicationId ?? "");

    /// <summary>The last dispatch that was received, and the last sign of life.</summary>
    public (int Sequence, DateTimeOffset At) Heard => (Volatile.Read(ref _received), new(Volatile.Read(ref _heardAt), TimeSpan.Zero));

    /// <summary>Reads the saved point to start from, or null.</summary>
    public async Task<DiscordResumePoint?> LoadAsync(CancellationToken cancellationToken)
    {
        Point = await context.Resumes.LoadAsync(context.Bot, shard, cancellationToken);
        IdentifiedBefore = Point?.IdentifiedAt;
        if (Point?.IsNone == true) (_saved, Point) = (Point, null);
        if (Point is { } saved && !saved.IsUsable(context.Time.GetUtcNow()))
        {
            LogUnusable(context.Bot, shard);
            Point = null;
        }

        if (Point is null) return null;
        _saved = Point;
        recent.Load(Point.Channels);
        seen.Load(Point.Seen);
        _received = Point.Sequence;
        _heardAt = Point.AliveAt.UtcTicks;
        return Point;
    }

    /// <summary>Takes the shard's place among all, given what they saved; the point to start from, or null.</summary>
    public async Task<DiscordResumePoint?> BeginAsync(IReadOnlyList<DiscordResumePoint> saved, int shards, CancellationToken cancellationToken)
    {
        if (DiscordResumePoint.StartOf(Point, saved, shards) is not { } start || start == Point) return Point;
        (Point, _received, _heardAt) = (start, start.Sequence, start.AliveAt.UtcTicks);
        // Before any shard runs: once one of them has a session, its point says nothing of what the others missed.
        await WriteAsync(start, null, cancellationToken);
        return start;
    }

    /// <summary>Notes a sign of life.</summary>
    public void Hear() => Volatile.Write(ref _heardAt, context.Time.GetUtcNow().UtcTicks);

    /// <summary>Notes a dispatch.</summary>
    public void Hear(int sequence)
    {
        Hear();
        Volatile.Write(ref _received, sequence);
    }

    /// <summary>Makes the point durable; a disk that is full stops nothing.</summary>
    public async Task SaveAsync(int sequence, DateTimeOffset aliveAt, CancellationToken cancellationToken)
    {
        if (Point is null) return;
        Point = Point with { Sequence = sequence, AliveAt = aliveAt, Channels = recent.Snapshot(), Seen = seen.Newest() };
        await WriteAsync(Point, null, cancellationToken);
    }

    /// <summary>Makes it durable that an identify is about to be made: a process that dies before the session begins leaves no other trace of it. From any thread.</summary>
    public Task IdentifyAsync(CancellationToken cancellationToken) => WriteAsync(null, context.Time.GetUtcNow(), cancellationToken);

    private async Task WriteAsync(DiscordResumePoint? point, DateTimeOffset? identifiedAt, CancellationToken cancellationToken)
    {
        await Saving.WaitAsync(cancellationToken);
        try
        {
            _saved = (point ?? _saved) with { IdentifiedAt = identifiedAt ?? _saved.IdentifiedAt };
            await context.Resumes.SaveAsync(context.Bot, shard, _saved, cancellationToken);
            _failsToSave = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SessionStoreException)
        {
            if (!_failsToSave) LogNotSaved(context.Bot, exception.Message);
            _failsToSave = true;
        }
        finally
        {
            Saving.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the saved resume point of shard {Shard} does not make sense and is left; a new session begins")]
    private partial void LogUnusable(string bot, int shard);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the resume point cannot be saved ({Problem}); a restart now would replay or fetch more than needed")]
    private partial void LogNotSaved(string bot, string problem);
}
