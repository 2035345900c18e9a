using System.Text.Json.Nodes;

namespace Bots.Fakes.Telegram;

/// <summary>The updates that wait for one bot: kept until an offset confirms them.</summary>
public sealed class UpdateFeed
{
    private const int MostRecent = 100;
    private static readonly HashSet<string> NotByDefault = ["chat_member", "message_reaction", "message_reaction_count"];

    private readonly Lock _lock = new();
    private readonly List<(long Id, string Json)> _updates = [];
    private readonly Queue<(long Id, string Json)> _recent = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _poll;
    private HashSet<string>? _allowed;
    private long _nextId = 100_000;

    /// <summary>Ids of the updates not confirmed yet.</summary>
    public IReadOnlyList<long> Waiting
    {
        get
        {
            lock (_lock) return [.. _updates.Select(static update => update.Id)];
        }
    }

    /// <summary>How many polls wait at the moment.</summary>
    public bool IsPolled
    {
        get
        {
            lock (_lock) return _poll is not null;
        }
    }

    /// <summary>Adds an update of one kind; 0 when the bot did not ask for that kind.</summary>
    public long Push(string kind, JsonNode content)
    {
        lock (_lock)
        {
            if (_allowed is null ? NotByDefault.Contains(kind) : !_allowed.Contains(kind)) return 0;
            return Push(id => new JsonObject { ["update_id"] = id, [kind] = content.DeepClone() }.ToJsonString());
        }
    }

    /// <summary>Adds an update as raw text, which may be nonsense; <c>$ID</c> becomes its id.</summary>
    public long PushRaw(string json)
    {
        lock (_lock) return Push(id => json.Replace("$ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <summary>The server forgets that one of the newest updates was confirmed, and sends it once more.</summary>
    public void SendAgain(long id)
    {
        lock (_lock)
        {
            _updates.Insert(0, _recent.First(update => update.Id == id));
            _arrived.TrySetResult();
        }
    }

    /// <summary>Answers a getUpdates request with the JSON of a list.</summary>
    public async Task<string> PollAsync(BotRequest request, CancellationToken gone)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Begin(request, mine);
        try
        {
            var end = Environment.TickCount64 + (Math.Min(request.Number("timeout") ?? 0, 50) * 1000);
            while (true)
            {
                var (found, arrived) = Take(request);
                var left = end - Environment.TickCount64;
                if (found is not null || left <= 0) return found ?? "[]";
                await Task.WhenAny(arrived, Task.Delay((int)left, mine.Token));
                if (mine.IsCancellationRequested && !gone.IsCancellationRequested)
                    throw new BotApiException(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
                gone.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock)
            {
                if (_poll == mine) _poll = null;
            }
        }
    }

    /// <summary>From now on only these kinds come; none for the usual ones.</summary>
    public void Allow(JsonArray kinds)
    {
        lock (_lock) _allowed = kinds.Count == 0 ? null : [.. kinds.Select(static kind => kind!.GetValue<string>())];
    }

    /// <summary>After a week of silence the server takes any number for the next update; an offset beyond it means nothing any more.</summary>
    public void BeginAnew(long nextId)
    {
        lock (_lock) _nextId = nextId;
    }

    /// <summary>The update that a webhook sends next, or null.</summary>
    public (long Id, string Json)? First()
    {
        lock (_lock) return _updates.Count > 0 ? _updates[0] : null;
    }

    /// <summary>A webhook took the update.</summary>
    public void Taken(long id)
    {
        lock (_lock) _updates.RemoveAll(update => update.Id == id);
    }

    private void Begin(BotRequest request, CancellationTokenSource mine)
    {
        CancellationTokenSource? other;
        lock (_lock)
        {
            (other, _poll) = (_poll, mine);
            if (request.Json("allowed_updates") is JsonArray kinds) Allow(kinds);
            Confirm(request.Number("offset") ?? 0);
        }

        try
        {
            other?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private void Confirm(long offset)
    {
        if (offset < 0) _updates.RemoveRange(0, (int)Math.Max(0, _updates.Count + offset));
        else if (offset <= _nextId + 10) _updates.RemoveAll(update => update.Id < offset); // an offset from the future counts as none
    }

    private (string? Found, Task Arrived) Take(BotRequest request)
    {
        lock (_lock)
        {
            if (_updates.Count == 0)
            {
                if (_arrived.Task.IsCompleted) _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return (null, _arrived.Task);
            }

            var limit = (int)(request.Number("limit") ?? 100);
            return ($"[{string.Join(',', _updates.Take(limit).Select(static update => update.Json))}]", Task.CompletedTask);
        }
    }

    private long Push(Func<long, string> json)
    {
        var update = (_nextId, json(_nextId));
        _updates.Add(update);
        _recent.Enqueue(update);
        if (_recent.Count > MostRecent) _recent.Dequeue();
        _arrived.TrySetResult();
        return _nextId++;
    }
}
