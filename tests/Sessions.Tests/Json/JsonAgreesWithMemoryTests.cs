using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Json.Journal;
using Bots.Sessions.Memory;

namespace Bots.Sessions.Tests.Json;

/// <summary>Under any sequence of steps the JSON store, in two instances that come and go, says what the in-memory store says.</summary>
public sealed class JsonAgreesWithMemoryTests : IDisposable
{
    private static readonly string[] Sessions = ["a", "a:1", "a/1"];
    private static readonly string[] Hosts = ["host-1", "host-2"];

    private readonly JsonFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_steps_have_the_same_outcomes(int seed)
    {
        var random = new Random(seed);
        var model = new MemorySessionStore(_folder.Clock);
        // A journal that begins anew begins its ids where no other one has been; the model's begin at 1.
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Journal)!);
        await File.WriteAllBytesAsync(_folder.Journal, JournalJson.Write(new() { Header = new(1, "first", 1, 1) }));
        JsonSessionStore[] stores = [_folder.Open(), _folder.Open()];
        for (var step = 0; step < 250; step++)
        {
            var instance = random.Next(2);
            if (random.Next(20) == 0) stores[instance] = _folder.Open();
            _folder.Clock.Advance(TimeSpan.FromSeconds(random.Next(30)));
            var name = StepOf(random, out var run);

            Assert.Equal((step, name, await run(model)), (step, name, await run(stores[instance])));
        }

        foreach (var session in Sessions) Assert.Equal(await HistoryAsync(model, session), await HistoryAsync(stores[0], session));
    }

    public void Dispose() => _folder.Dispose();

    private static string StepOf(Random random, out Func<ISessionStore, Task<string>> run)
    {
        var (session, host, other) = (Pick(random, Sessions), Pick(random, Hosts), Pick(random, Hosts));
        var (id, number, text) = (random.Next(1, 40), random.Next(8), $"text {random.Next()}");
        (var name, run) = random.Next(16) switch
        {
            0 or 1 => ("add", On(store => store.AddMessageAsync(session, "user", text))),
            2 => random.Next(3) == 0 ? ("delete", On(store => store.DeleteSessionAsync(session))) : ("clear", On(store => store.ClearSessionAsync(session))),
            3 => ("history", store => HistoryAsync(store, session)),
            4 => ("update", On(store => store.Require<ISessionCatalog>().UpdateSessionAsync(session, new SessionChange { Title = text }))),
            5 or 6 => ("accept", On(store => ListOf(store.Require<IInbox>().AcceptAsync([new("bot", $"{number}", session, text), new("bot", text, session, text)], host)))),
            7 => ("begin", On(store => store.Require<IInbox>().BeginAsync(id, host))),
            8 => ("change", On(store => store.Require<IInbox>().UpdateAsync(new(id, 1 + (number % 3)), ChangeOf(number)))),
            9 => ("claim", On(store => ListOf(store.Require<IInbox>().ClaimAsync(host, TimeSpan.FromSeconds(60), number == 0)))),
            10 => ("outcome", On(store => store.Require<IOutbox>().UpdateAsync(id, OutcomeOf(number)))),
            11 => ("revive", On(store => store.Require<IOutbox>().ReviveAsync(id, other))),
            12 => ("undo", store => TurnAsync(store, new TurnWrite(session) { KeepMessages = number, TurnId = $"u{number}" })),
            13 => ("turn", store => TurnAsync(store, new TurnWrite(session) { Messages = [new("user", text)], TurnId = $"t{number}", AgentName = host, UserId = other })),
            _ => ("answer", store => TurnAsync(store, new TurnWrite(session) { Messages = [new("user", text), new("assistant", text)], Completes = [new(id, 1 + (number % 2))], DeadLetter = number == 5 ? "given up" : null, Sends = [new("bot", "chat", text)], Owner = host })),
        };
        return name;
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private static Func<ISessionStore, Task<string>> On<TAnswer>(Func<ISessionStore, ValueTask<TAnswer>> step) => async store => $"{await step(store)}\n{await StateAsync(store)}";

    private static async ValueTask<string> ListOf<T>(ValueTask<IReadOnlyList<T>> list) => string.Join(';', await list);

    private static async Task<string> TurnAsync(ISessionStore store, TurnWrite turn)
    {
        var result = await store.Require<ITurnLog>().WriteTurnAsync(turn);
        return $"{result.Status} {result.Version > 0} {string.Join(',', result.OutboxIds)}\n{await StateAsync(store)}";
    }

    private static async Task<string> StateAsync(ISessionStore store)
    {
        var inbox = new List<InboxEntry>();
        foreach (var state in Enum.GetValues<InboxState>()) inbox.AddRange(await store.Require<IInbox>().ListAsync(state, 1_000));
        var outbox = (await store.Require<IOutbox>().PendingAsync(Hosts[0], limit: 1_000)).Concat(await store.Require<IOutbox>().ListParkedAsync(limit: 1_000));
        return $"{string.Join('\n', inbox)}\n{string.Join('\n', outbox)}";
    }

    private static async Task<string> HistoryAsync(ISessionStore store, string session)
    {
        var data = await store.Require<ISessionCatalog>().GetSessionAsync(session);
        var history = await store.GetChatHistoryAsync(session);
        return $"{data?.Title} {data?.AgentName} {data?.UserId} {data?.MessageCount} {data?.CreatedAt:O}\n{string.Join('\n', history.Select(static message => $"{message.Role} {message.Content} {message.Timestamp:O}"))}";
    }

    private static InboxChange ChangeOf(int number) => number switch
    {
        < 2 => new InboxChange.PreviewShown($"p{number}"),
        < 4 => new InboxChange.Released(),
        < 6 => new InboxChange.Dead("given up"),
        _ => new InboxChange.Reopened(),
    };

    private static DeliveryOutcome OutcomeOf(int number) => number switch
    {
        < 2 => new DeliveryOutcome.Delivered("m"),
        < 4 => new DeliveryOutcome.Retry(DateTimeOffset.UnixEpoch.AddDays(number), "later", number == 2),
        < 6 => new DeliveryOutcome.Parked("blocked"),
        _ => new DeliveryOutcome.PreviewShown($"p{number}"),
    };
}
