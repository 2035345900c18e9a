using Bots.Adapters;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.HostUnderTest.Leaks;

/// <summary>A platform with direct chats and one group where everyone has a conversation of their own. Looks at everything it is given to show.</summary>
internal sealed class LeakAdapter(Secrets secrets, LeakReport report, Gates gates, Dice dice, TimeProvider time) : IPlatformAdapter
{
    private const long Group = -7;

    private int _previews;

    public string Bot => "sim";

    public IInboundSink? Sink { get; private set; }

    public static InboundMessage Message(int user, bool inGroup, int number, string text)
    {
        var own = SessionKey.ForUser(PlatformName.Of("sim"), user);
        return new("sim", $"update-{number}", (inGroup ? own.InChat(Group) : own).Value, $"sim_{user}", text, new(inGroup ? $"{Group}" : $"{user}")) { IsGroup = inGroup };
    }

    /// <summary>Whose conversation a session key names.</summary>
    public static int OwnerOf(string sessionKey) => int.Parse(sessionKey.Split('_')[2], System.Globalization.CultureInfo.InvariantCulture);

    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        Sink = sink;
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown)
    {
        CheckPreview(message.SessionKey, previewId);
        return new Stream(this, message, previewId, previewShown);
    }

    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply)
    {
        secrets.Check("A rendered reply", OwnerOf(message.SessionKey), reply.Markdown + reply.File?.Content);
        if (reply.Markdown.Contains("was cut", StringComparison.Ordinal)) Interlocked.Increment(ref report.TimeoutCount);
        if (reply.Markdown.Contains("*Stopped.*", StringComparison.Ordinal)) Interlocked.Increment(ref report.StopCount);
        return [new(Bot, message.Address.ChatId, reply.Markdown + reply.File?.Content) { SessionKey = message.SessionKey }];
    }

    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        await gates.PassAsync(cancellationToken);
        secrets.Check("A delivered reply", OwnerOf(entry.Message.SessionKey!), entry.Message.Payload);
        CheckPreview(entry.Message.SessionKey!, entry.Message.PreviewId);
        if (dice.Next(30) == 0) return new DeliveryOutcome.Retry(time.GetUtcNow().AddSeconds(1), "flood", Charged: false);
        if (dice.Next(200) == 0) return new DeliveryOutcome.Parked("blocked");
        if (entry.Message.PreviewId is null && dice.Next(3) == 0) await previewShown(NewPreview(entry.Message.SessionKey!), cancellationToken);
        await gates.PassAsync(cancellationToken);
        Interlocked.Increment(ref report.ReplyCount);
        return new DeliveryOutcome.Delivered($"receipt-{entry.Id}");
    }

    private string NewPreview(string sessionKey) => $"{sessionKey}/{Interlocked.Increment(ref _previews)}";

    private void CheckPreview(string sessionKey, string? previewId)
    {
        if (previewId is not null && previewId.Split('/')[0] != sessionKey) report.Add($"{sessionKey} continues the preview {previewId}");
    }

    private sealed class Stream(LeakAdapter adapter, InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown) : IReplyStream
    {
        public void Append(string text) => adapter.Check(message, text);

        public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
        {
            await adapter.PassAsync();
            if (previewId is not null || adapter.TossCoin()) return previewId;
            var id = adapter.NewPreview(message.SessionKey);
            await previewShown(id, cancellationToken);
            return id;
        }

        public ValueTask DisposeAsync() => default;
    }

    private void Check(InboundMessage message, string text) => secrets.Check("A preview", OwnerOf(message.SessionKey), text);

    private Task PassAsync() => gates.PassAsync();

    private bool TossCoin() => dice.Next(2) == 0;
}
