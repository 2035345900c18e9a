using System.Diagnostics;
using System.Runtime.CompilerServices;
using Bots.Adapters;
using Bots.Agents;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.Bench.Soak;

/// <summary>A platform and a model that cost as little as possible.</summary>
internal sealed class PipelineAdapter : IPlatformAdapter, IAgent
{
    private readonly SoakOptions _options;
    private readonly TaskCompletionSource<IInboundSink> _sink = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Person[] _people;

    public PipelineAdapter(SoakOptions options) =>
        (_options, _people) = (options, [.. Enumerable.Range(0, options.Users + options.WarmUsers).Select(static number => new Person(number))]);

    public string Bot => "load";

    public Task Connected => _sink.Task;

    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        _sink.TrySetResult(sink);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task SayAsync(int user)
    {
        var person = _people[user];
        var number = person.Said.Count;
        person.Said.Add(DateTimeOffset.UtcNow);
        person.Model.Add(default);
        person.First.Add(default);
        var key = SessionKey.ForUser(PlatformName.Of("load"), user + 1).Value;
        await (await _sink.Task).AcceptAsync([new(Bot, $"{user}-{number}", key, $"load_{user}", SoakText.Prompt(user, number), new($"{user}"))], default);
    }

    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown)
    {
        var (user, number) = SoakText.TagOf(message.Text)!.Value;
        return new Stream(_people[user], number);
    }

    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply) => [new(Bot, message.Address.ChatId, reply.Markdown) { SessionKey = message.SessionKey }];

    public Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        var person = _people[int.Parse(entry.Message.Chat)];
        var number = SoakText.TagOf(entry.Message.Payload)?.Message ?? 0;
        lock (person.Shown) person.Shown.Add(new(entry.Message.Payload, person.First[number], DateTimeOffset.UtcNow));
        return Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Delivered("shown"));
    }

    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (user, number) = SoakText.TagOf(request.Prompt)!.Value;
        var start = Stopwatch.GetTimestamp();
        foreach (var piece in SoakText.Pieces(SoakText.Answer(request.Prompt), _options.Chunks))
        {
            await Task.Delay(_options.Model / _options.Chunks, cancellationToken);
            yield return piece;
        }

        _people[user].Model[number] = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Returns when everyone has an answer to everything.</summary>
    public async Task AnsweredAsync(int first, int count)
    {
        for (var patience = 0; patience < 1_200 && _people.Skip(first).Take(count).Any(static person => person.Shown.Count < person.Said.Count); patience++) await Task.Delay(100);
    }

    public SoakVerdict Verdict()
    {
        var verdict = new SoakVerdict();
        foreach (var person in _people.Take(_options.Users)) verdict.Add(person.Number, person.Said, person.Shown, message => person.Model[message]);
        return verdict;
    }

    private sealed record Person(int Number)
    {
        public List<DateTimeOffset> Said { get; } = [];

        public List<TimeSpan> Model { get; } = [];

        public List<DateTimeOffset> First { get; } = [];

        public List<ShownReply> Shown { get; } = [];
    }

    private sealed class Stream(Person person, int number) : IReplyStream
    {
        public void Append(string text)
        {
            if (person.First[number] == default) person.First[number] = DateTimeOffset.UtcNow;
        }

        public ValueTask<string?> CompleteAsync(CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;
    }
}
