namespace Bots.Fakes.Discord.Rest;

/// <summary>What a test wants to go wrong with requests.</summary>
public sealed class FakeRest
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    internal FakeRest(Func<int> overruns) => CountOverruns = overruns;

    /// <summary>Requests beyond a limit that the client could have known.</summary>
    public int Overruns => CountOverruns();

    /// <summary>Faults asked for and not yet used.</summary>
    public int PendingFaults
    {
        get
        {
            lock (_lock) return _faults.Count;
        }
    }

    private Func<int> CountOverruns { get; }

    /// <summary>Answers the next requests with an error, without doing what they ask.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="route">A part of the route's name, for example <c>POST /channels/{channel_id}/messages</c>; empty for any.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="code">Discord's own error code; 0 for a page that is no JSON, as a proxy answers.</param>
    public void Fail(int status, string route = "", int times = 1, int code = 0) =>
        Add(route, times, () => new(code == 0 ? new RestAnswer(status) : RestAnswer.Error(status, code, $"error {code}")));

    /// <summary>Answers the next requests with 429 of a scope: user, global or shared.</summary>
    public void Limit(string scope, TimeSpan retryAfter, string route = "", int times = 1) =>
        Add(route, times, () => new(RestAnswer.Limited(retryAfter, scope)));

    /// <summary>Does what the next requests ask, and loses the answers.</summary>
    public void LoseAnswer(string route = "", int times = 1) => Add(route, times, static () => new(null) { LosesAnswer = true });

    /// <summary>Does what the next request asks, and holds its answer until the task is completed.</summary>
    public void HoldAnswer(Task until, string route = "") => Add(route, 1, () => new(null) { Hold = until });

    internal Effect? Take(string route)
    {
        lock (_lock)
        {
            var fault = _faults.Find(fault => route.Contains(fault.Route, StringComparison.Ordinal));
            if (fault is null) return null;
            if (--fault.Times == 0) _faults.Remove(fault);
            return fault.Make();
        }
    }

    private void Add(string route, int times, Func<Effect> make)
    {
        lock (_lock) _faults.Add(new(route, make) { Times = times });
    }

    internal sealed record Effect(RestAnswer? Answer)
    {
        public bool LosesAnswer { get; init; }

        public Task Hold { get; init; } = Task.CompletedTask;
    }

    private sealed class Fault(string route, Func<Effect> make)
    {
        public string Route => route;

        public Func<Effect> Make => make;

        public int Times { get; set; }
    }
}
