namespace Bots.Bench.Soak;

/// <summary>What a soak does, from <c>--name value</c> pairs.</summary>
internal sealed record SoakOptions
{
    public string Platform { get; private set; } = "telegram";

    public string Store { get; private set; } = "sqlite";

    public int Users { get; private set; } = 10_000;

    public int Messages { get; private set; } = 1;

    /// <summary>Messages per second over all users; 0 says everything at once.</summary>
    public int Rate { get; private set; } = 500;

    public TimeSpan Model { get; private set; } = TimeSpan.FromSeconds(1);

    public int Chunks { get; private set; } = 20;

    public bool Faults { get; private set; }

    /// <summary>Turns before the measured ones, so that the host is measured warm.</summary>
    public int WarmUp { get; private set; } = 1_500;

    /// <summary>People who only warm the host up; they come after the measured ones.</summary>
    public int WarmUsers => Math.Max(1, WarmUp / 2);

    public int Total => Users * Messages;

    public const string Usage = """
        soak [--platform telegram|discord|pipeline] [--store sqlite|json|memory] [--users 10000] [--messages 1] [--rate 500] [--model 1000] [--chunks 20] [--warmup 1500] [--faults]
          --platform   telegram, discord: the real host in a process of its own, the fake platform and the model in this one;
                       pipeline: the host's own work alone, with an adapter and an agent inside its process
          --messages   per user
          --rate       messages per second over all users; 0: all at once
          --model      how long the model takes for an answer, in milliseconds
          --faults     429s, 5xx, cut connections, slow answers, a failing model
        """;

    /// <summary>Null when an option is not known.</summary>
    public static SoakOptions? Parse(string[] args)
    {
        var options = new SoakOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--faults") options.Faults = true;
            else if (i + 1 == args.Length || !options.Set(args[i], args[++i])) return null;
        }

        return options;
    }

    /// <summary>The options as they are parsed.</summary>
    public IEnumerable<string> ToArguments() =>
    [
        "--platform", Platform, "--store", Store, "--users", $"{Users}", "--messages", $"{Messages}", "--rate", $"{Rate}",
        "--model", $"{Model.TotalMilliseconds:0}", "--chunks", $"{Chunks}", "--warmup", $"{WarmUp}", .. Faults ? ["--faults"] : Array.Empty<string>(),
    ];

    public override string ToString() =>
        $"{Platform}, {Store}: {Users} users x {Messages} message(s) {(Rate == 0 ? "at once" : $"at {Rate}/s")}, model {Model.TotalSeconds:0.0} s in {Chunks} chunks, faults {(Faults ? "on" : "off")}";

    private bool Set(string name, string value)
    {
        switch (name)
        {
            case "--platform": Platform = value; return value is "telegram" or "discord" or "pipeline";
            case "--store": Store = value; return value is "sqlite" or "json" or "memory";
            case "--users": return (Users = Number(value)) > 0;
            case "--messages": return (Messages = Number(value)) > 0;
            case "--rate": return (Rate = Number(value)) >= 0;
            case "--chunks": return (Chunks = Number(value)) > 0;
            case "--warmup": return (WarmUp = Number(value)) >= 0;
            case "--model": Model = TimeSpan.FromMilliseconds(Number(value)); return true;
            default: return false;
        }
    }

    private static int Number(string value) => int.TryParse(value, out var number) ? number : -1;
}
