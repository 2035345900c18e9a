using System.Diagnostics.Metrics;
using System.Text.Json;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Telemetry;

/// <summary>What the host counts and measures. Labels name bots, models and kinds of failure, never users, chats or texts.</summary>
internal sealed class BotMetrics : IDisposable
{
    /// <summary>The name listeners subscribe to.</summary>
    public const string MeterName = "Bots";

    private readonly Meter _meter = new(MeterName);
    private readonly TimeProvider _time;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _answered;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _deliveryRetried;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _turn;
    private readonly Histogram<double> _delay;

    public BotMetrics(TimeProvider time)
    {
        _time = time;
        _accepted = _meter.CreateCounter<long>("bots.messages.accepted", description: "Messages stored.");
        _duplicates = _meter.CreateCounter<long>("bots.messages.duplicates", description: "Messages that came again and were dropped.");
        _answered = _meter.CreateCounter<long>("bots.messages.answered", description: "Messages answered.");
        _failed = _meter.CreateCounter<long>("bots.messages.failed", description: "Messages whose user was told that there is no answer.");
        _retried = _meter.CreateCounter<long>("bots.messages.retried", description: "Turns begun anew after one that did not finish.");
        _delivered = _meter.CreateCounter<long>("bots.replies.delivered", description: "Replies the platform shows.");
        _deliveryRetried = _meter.CreateCounter<long>("bots.replies.retried", description: "Deliveries to be tried again.");
        _parked = _meter.CreateCounter<long>("bots.replies.parked", description: "Replies kept because the platform does not take them.");
        _tokens = _meter.CreateCounter<long>("bots.tokens", description: "Tokens, as the provider counts them.");
        _commit = _meter.CreateHistogram<double>("bots.store.commit", "s", "Time until a write was durable.");
        _turn = _meter.CreateHistogram<double>("bots.turn", "s", "Time from the start of a turn to its commit.");
        _delay = _meter.CreateHistogram<double>("bots.reply.delay", "s", "Time from a stored reply to its receipt.");
    }

    /// <summary>The host's meter, to tell it from another host's in the same process.</summary>
    public Meter Meter => _meter;

    public void Accepted(string bot, bool isNew) => (isNew ? _accepted : _duplicates).Add(1, Bot(bot));

    public void Begun(string bot, int attempt)
    {
        if (attempt > 1) _retried.Add(1, Bot(bot));
    }

    /// <summary>A turn's end: how many messages it answered, or why not.</summary>
    public void Ended(string bot, int messages, TurnFailure? failure)
    {
        if (failure is null) _answered.Add(messages, Bot(bot));
        else _failed.Add(messages, Bot(bot), new("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName($"{failure}")));
    }

    public void Tokens(string bot, string model, long input, long output)
    {
        _tokens.Add(input, Bot(bot), new("model", model), new("direction", "input"));
        _tokens.Add(output, Bot(bot), new("model", model), new("direction", "output"));
    }

    public void Delivered(string bot, DateTimeOffset stored)
    {
        _delivered.Add(1, Bot(bot));
        _delay.Record((_time.GetUtcNow() - stored).TotalSeconds, Bot(bot));
    }

    public void DeliveryRetried(string bot) => _deliveryRetried.Add(1, Bot(bot));

    public void Parked(string bot) => _parked.Add(1, Bot(bot));

    public void Turn(string bot, long startedAt) => _turn.Record(_time.GetElapsedTime(startedAt).TotalSeconds, Bot(bot));

    /// <summary>The start of something that is measured.</summary>
    public long Now() => _time.GetTimestamp();

    /// <summary>Measures a write that is durable when it returns; one that fails is not measured.</summary>
    /// <remarks>Takes the call and not its task: a store may do the whole work before it returns one.</remarks>
    public async ValueTask<T> CommitAsync<T>(string operation, Func<ValueTask<T>> commit)
    {
        var start = Now();
        var result = await commit();
        _commit.Record(_time.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        return result;
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Bot(string bot) => new("bot", bot);
}
