namespace Bots.Fakes.Telegram;

/// <summary>What goes wrong on demand.</summary>
public sealed class FakeFaults
{
    private readonly List<Rule> _rules = [];

    /// <summary>Lets the next calls of a method (null = any) end as the fault says; <paramref name="times"/> calls, then all is well.</summary>
    public void Next(string? method, Fault fault, int times = 1, Func<BotRequest, bool>? when = null)
    {
        lock (_rules) _rules.Add(new(method, fault, when) { Left = times });
    }

    /// <summary>Everything works again.</summary>
    public void Clear()
    {
        lock (_rules) _rules.Clear();
    }

    internal Fault? Take(BotRequest request)
    {
        lock (_rules)
        {
            var rule = _rules.Find(rule => rule.Fits(request));
            if (rule is null) return null;
            if (--rule.Left <= 0) _rules.Remove(rule);
            return rule.Fault;
        }
    }

    private sealed record Rule(string? Method, Fault Fault, Func<BotRequest, bool>? When)
    {
        public int Left { get; set; }

        public bool Fits(BotRequest request) =>
            (Method is null || Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase)) && (When is null || When(request));
    }
}

/// <summary>One way to go wrong.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>The server says no.</summary>
    public sealed record Refuse(BotApiException Reason) : Fault;

    /// <summary>The connection breaks; the request was carried out when <paramref name="Done"/>.</summary>
    public sealed record Cut(bool Done) : Fault;

    /// <summary>Something that is no Bot API answer.</summary>
    public sealed record Raw(int Status, string Body) : Fault;

    /// <summary>The answer waits until the task is done.</summary>
    public sealed record Hold(Task Until) : Fault;

    public static Fault TooMany(int seconds) => new Refuse(BotApiException.TooMany(seconds));

    public static Fault Error(int code, string description) => new Refuse(new BotApiException(code, description));
}
