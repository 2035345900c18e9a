namespace Bots.BotHost.Turns;

/// <summary>The waiting entries of one session. Guarded by the queue's lock.</summary>
internal sealed class Lane(string key, string user)
{
    private readonly List<WaitingEntry> _waiting = new(1);
    private DateTime _takenAt;
    private bool _tookSuspect;
    private bool _tookCommand;

    public string Key => key;

    /// <summary>Whose conversation it is: of a shared one, who wrote first since it was last idle. Its key where that is not known.</summary>
    public string User => user;

    /// <summary>What the running turn answers; null while none runs.</summary>
    public List<long>? Turn { get; set; }

    /// <summary>The hold on the running turn; null while none runs.</summary>
    public TurnHandle? Handle { get; set; }

    public bool IsRunning => Turn is not null;

    public bool IsReady { get; set; }

    /// <summary>True while the running turn waits for the next entry as a part of its own.</summary>
    public bool IsAwaited => Arrival is { Task.IsCompleted: false };

    /// <summary>While the lane waits for another host: what ends that.</summary>
    public ITimer? Pause { get; set; }

    /// <summary>While its next entry is a suspect that stands in line, or one runs: its place in quarantine.</summary>
    public Quarantine.Suspect? Suspicion { get; set; }

    /// <summary>Done when the next entry arrives.</summary>
    public TaskCompletionSource? Arrival { get; set; }

    /// <summary>The entry that is next, or null.</summary>
    public long? NextId => _waiting is [var next, ..] ? next.Id : null;

    /// <summary>True when the next entry is to run alone in the whole host.</summary>
    public bool IsSuspect => _waiting is [{ IsSuspect: true }, ..];

    /// <summary>When the oldest unanswered entry was accepted (UTC); of a lane that is not empty, or runs.</summary>
    public DateTime OldestAt => IsRunning ? _takenAt : _waiting[0].AcceptedAt;

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Whether the running turn can be begun anew together with all that waits: neither is it a command, nor does one wait, nor is that too much for one turn.</summary>
    public bool CanBeginAnew(int limit) =>
        Turn is { } running && !_tookCommand && Handle is not { StandsAlone: true } && running.Count + _waiting.Count <= limit && _waiting.TrueForAll(static entry => !entry.Alone);

    /// <summary>Entries that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds an entry at its place: ids grow in inbox order, but two intakes that finish together may hand them over crosswise.</summary>
    public void Add(WaitingEntry entry)
    {
        var place = _waiting.Count;
        while (place > 0 && _waiting[place - 1].Id > entry.Id) place--;
        _waiting.Insert(place, entry);
    }

    /// <summary>Adds entries again that the running turn had taken.</summary>
    public void PutBack(IEnumerable<long> ids, bool alone)
    {
        foreach (var id in ids) Add(new(id, alone) { IsSuspect = _tookSuspect, AcceptedAt = _takenAt });
    }

    /// <summary>Lets those who wait for an entry look.</summary>
    public void SayArrived() => Arrival?.TrySetResult();

    /// <summary>Takes one entry out; false when it does not wait here.</summary>
    public bool Remove(long id) => _waiting.RemoveAll(entry => entry.Id == id) > 0;

    /// <summary>Takes what the next turn answers: the oldest entry, and with it as many of the next as the mode and the limit ask for.</summary>
    public List<long> Take(BusyMode mode, int limit)
    {
        var together = 1;
        if (!_waiting[0].Alone)
        {
            var wanted = mode == BusyMode.Queue ? _waiting.Count - limit + 1 : limit;
            while (together < wanted && together < _waiting.Count && !_waiting[together].Alone) together++;
        }

        (_takenAt, _tookSuspect) = (_waiting[0].AcceptedAt, _waiting[0].IsSuspect);
        _tookCommand = _waiting[0] is { Alone: true, IsUnread: false };
        var ids = _waiting.GetRange(0, together).ConvertAll(static waiting => waiting.Id);
        _waiting.RemoveRange(0, together);
        return ids;
    }
}

/// <summary>An entry that waits for its turn.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Alone">True when it is never answered together with others of its session.</param>
internal readonly record struct WaitingEntry(long Id, bool Alone)
{
    /// <summary>True when it is alone only because nobody has looked yet what it says.</summary>
    public bool IsUnread { get; init; }

    /// <summary>True when the host died over it more than once.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    public DateTime AcceptedAt { get; init; }
}
