namespace Bots.BotHost.Turns;

/// <summary>The waiting entries of one session. Guarded by the queue's lock.</summary>
internal sealed class Lane(string key)
{
    private readonly List<Waiting> _waiting = new(1);

    public string Key => key;

    public bool IsRunning { get; set; }

    public bool IsReady { get; set; }

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds an entry at its place: ids grow in inbox order, but two intakes that finish together may hand them over crosswise.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="alone">True when it is never answered together with others.</param>
    public void Add(long id, bool alone)
    {
        var place = _waiting.Count;
        while (place > 0 && _waiting[place - 1].Id > id) place--;
        _waiting.Insert(place, new(id, alone));
    }

    /// <summary>Takes what the next turn answers: the oldest entry, and with it as many of the next as the mode and the limit ask for.</summary>
    public List<long> Take(BusyMode mode, int limit)
    {
        var together = 1;
        if (!_waiting[0].Alone)
        {
            var wanted = mode == BusyMode.Queue ? _waiting.Count - limit + 1 : limit;
            while (together < wanted && together < _waiting.Count && !_waiting[together].Alone) together++;
        }

        var ids = _waiting.GetRange(0, together).ConvertAll(static waiting => waiting.Id);
        _waiting.RemoveRange(0, together);
        return ids;
    }

    private readonly record struct Waiting(long Id, bool Alone);
}
