using System.Collections.Concurrent;
using Bots.Fakes.Models;

namespace Bots.Bench.Soak;

/// <summary>A model that takes its time, and notes how long it took for each message; with faults it sometimes refuses or breaks off.</summary>
internal sealed class SoakModel : IAsyncDisposable
{
    private readonly ModelServer _server;
    private readonly SoakOptions _options;
    private readonly ConcurrentDictionary<(int User, int Message), TimeSpan> _took = new();
    private readonly Random _random = new(1);
    private int _broken;

    private SoakModel(ModelServer server, SoakOptions options)
    {
        (_server, _options) = (server, options);
        server.Otherwise = Answer;
        server.Served = Note;
    }

    public string Endpoint => _server.OpenAIEndpoint;

    /// <summary>Answers that were broken off on purpose: each is an honest failure to the user.</summary>
    public int Broken => _broken;

    public static async Task<SoakModel> StartAsync(SoakOptions options) => new(await ModelServer.StartAsync(), options);

    /// <summary>The time the model itself needed for the message, over all attempts.</summary>
    public TimeSpan Took(int user, int message) => _took.GetValueOrDefault((user, message));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ModelReply Answer(ModelRequest request)
    {
        var pieces = SoakText.Pieces(SoakText.Answer(request.LastUserText), _options.Chunks);
        // The first event carries the role and the last ones the end: each takes a pause as well.
        var pause = _options.Model / (pieces.Length + 3);
        return (_options.Faults ? Dice() : 99) switch
        {
            0 => new ModelReply.Error(503, "The model is overloaded."),
            1 => new ModelReply.Error(429, "Slow down.") { RetryAfter = 1 },
            2 when Interlocked.Increment(ref _broken) > 0 => new ModelReply.Cut(pieces[..(pieces.Length / 2)]),
            _ => new ModelReply.Text(pieces) { Pause = pause },
        };
    }

    private int Dice()
    {
        lock (_random) return _random.Next(100);
    }

    private void Note(ModelRequest request, TimeSpan took)
    {
        if (SoakText.TagOf(request.LastUserText) is { } tag) _took.AddOrUpdate(tag, took, (_, before) => before + took);
    }
}
