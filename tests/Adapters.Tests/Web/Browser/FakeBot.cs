using Bots.Adapters.Web;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>What a host does with messages, in a few lines: keeps a history, answers once per message, revives what was parked.</summary>
internal sealed class FakeBot
{
    private static readonly Func<string, CancellationToken, ValueTask> NoPreview = (_, _) => default;
    private readonly Lock _lock = new();
    private readonly WebServer _server;
    private readonly HashSet<string> _known = [];
    private readonly List<OutboxEntry> _parked = [];
    private long _last;

    public FakeBot(WebServer server)
    {
        _server = server;
        server.Sink.OnAccepted = message => _ = Task.Run(() => TakeAsync(message));
        server.Adapter.BrowserConnected += chat => _ = Task.Run(() => ReviveAsync(chat));
    }

    /// <summary>How a message is answered.</summary>
    public Func<InboundMessage, Task<Reply?>> Answer { get; set; } = message => Task.FromResult<Reply?>(new($"You said **{message.Text}**."));

    public List<InboundMessage> Answered { get; } = [];

    /// <summary>Replies that wait for the browser.</summary>
    public int Parked
    {
        get
        {
            lock (_lock) return _parked.Count;
        }
    }

    private async Task TakeAsync(InboundMessage message)
    {
        lock (_lock)
        {
            if (!_known.Add(message.DedupeId)) return;
            Answered.Add(message);
        }

        if (await Answer(message) is not { } reply) return;
        if (!message.Text.StartsWith('/')) Keep(message, reply);
        foreach (var part in _server.Adapter.Render(message, reply)) await DeliverAsync(new(Interlocked.Increment(ref _last), part));
    }

    private void Keep(InboundMessage message, Reply reply)
    {
        WebMessage[] turn = [new("user", message.Text) { Turn = message.DedupeId }, new("assistant", reply.Markdown) { Turn = message.DedupeId }];
        _server.History.Sessions.AddOrUpdate(message.SessionKey, turn, (_, before) => [.. before, .. turn]);
    }

    private async Task DeliverAsync(OutboxEntry entry)
    {
        if (await _server.Adapter.DeliverAsync(entry, NoPreview, default) is not DeliveryOutcome.Parked) return;
        lock (_lock) _parked.Add(entry);
    }

    private async Task ReviveAsync(string chat)
    {
        List<OutboxEntry> back;
        lock (_lock)
        {
            back = _parked.FindAll(entry => entry.Message.Chat == chat);
            _parked.RemoveAll(back.Contains);
        }

        foreach (var entry in back) await DeliverAsync(entry);
    }
}
