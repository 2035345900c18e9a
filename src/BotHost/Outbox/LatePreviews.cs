using Bots.Sessions.Delivery;

namespace Bots.BotHost.Outbox;

/// <summary>Previews whose request was under way when their answer was written. The answer waits for it with its delivery: else the preview could appear
/// below the answer, or in its place. Thread-safe.</summary>
internal sealed class LatePreviews
{
    // One whose answer another host delivers is never asked for.
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly List<LatePreview> _late = [];

    /// <summary>Holds up the answer that is about to be written; to be disposed once that has been tried.</summary>
    public LatePreview Add(string bot, string chat, Task<string?> over)
    {
        var late = new LatePreview(bot, chat, over);
        lock (_lock)
        {
            if (_late.Count >= Most) _late.RemoveAll(static one => one.Over.IsCompleted);
            _late.Add(late);
        }

        return late;
    }

    /// <summary>Waits for the preview of a reply; the preview's id, or null when there is none to wait for.</summary>
    public async ValueTask<string?> OfAsync(OutboxEntry reply, CancellationToken cancellationToken)
    {
        foreach (var late in In(reply.Message.Bot, reply.Message.Chat))
        {
            var written = await late.Written.WaitAsync(cancellationToken);
            var id = written == reply.Id ? await late.Over.WaitAsync(cancellationToken) : null;
            if (written is null || written == reply.Id) Remove(late);
            if (written == reply.Id) return id;
        }

        return null;
    }

    private List<LatePreview> In(string bot, string chat)
    {
        lock (_lock) return _late.Count == 0 ? [] : _late.FindAll(late => late.Bot == bot && late.Chat == chat);
    }

    private void Remove(LatePreview late)
    {
        lock (_lock) _late.Remove(late);
    }
}

/// <summary>A preview whose request outlasted its turn.</summary>
internal sealed class LatePreview(string bot, string chat, Task<string?> over) : IDisposable
{
    private readonly TaskCompletionSource<long?> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Bot => bot;

    public string Chat => chat;

    /// <summary>Done when its request is, with the preview's id.</summary>
    public Task<string?> Over => over;

    /// <summary>The answer in the outbox; null when it was not written.</summary>
    public Task<long?> Written => _written.Task;

    /// <summary>Names the answer.</summary>
    public void Is(long reply) => _written.TrySetResult(reply);

    public void Dispose() => _written.TrySetResult(null);
}
