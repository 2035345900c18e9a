using System.Collections.Concurrent;
using System.Text;
using Bots.Adapters;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Tests;

/// <summary>A platform in memory: what a test needs to see of an adapter.</summary>
internal sealed class FakeAdapter : IPlatformAdapter, IMediaSource, ICommandMenus
{
    public string Bot => "fake";

    public IInboundSink? Sink { get; private set; }

    /// <summary>Replies in order of delivery: chat and text.</summary>
    public ConcurrentQueue<(string Chat, string Text)> Delivered { get; } = [];

    /// <summary>What the next deliveries answer instead of succeeding.</summary>
    public ConcurrentQueue<DeliveryOutcome> Refusals { get; } = [];

    /// <summary>Attempts at uncertain replies: the text, and what others of the chat became.</summary>
    public ConcurrentQueue<(string Text, IReadOnlyList<string> Others)> OthersShown { get; } = [];

    /// <summary>Deliveries wait for it.</summary>
    public Task Answer { get; set; } = Task.CompletedTask;

    /// <summary>The requests of streams wait for it.</summary>
    public Task PreviewAnswer { get; set; } = Task.CompletedTask;

    /// <summary>Of each stream that had to wait: whether it might have gone on.</summary>
    public ConcurrentQueue<bool> WentOn { get; } = [];

    /// <summary>The previews whose place replies took, in order of delivery.</summary>
    public ConcurrentQueue<string?> Replaced { get; } = [];

    /// <summary>Deliveries that wait.</summary>
    public int Sending { get; private set; }

    /// <summary>The menus shown last.</summary>
    public IReadOnlyList<CommandMenu> Menus { get; private set; } = [];

    /// <summary>How often the platform refuses menus before it takes them.</summary>
    public int MenuRefusals { get; set; }

    /// <summary>The buttons under the last reply: what pressing them says.</summary>
    public IReadOnlyList<string> Buttons { get; private set; } = [];

    public ConcurrentQueue<string> Previews { get; } = [];

    /// <summary>What streams were given to show, piece by piece.</summary>
    public ConcurrentQueue<string> Shown { get; } = [];

    /// <summary>What users sent, by file id.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>False where the account is not set up to have files.</summary>
    public bool HasFiles { get; set; } = true;

    public Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken) =>
        !HasFiles ? throw new NotSupportedException() : Task.FromResult(Files.TryGetValue(attachment.FileId, out var content) && content.Length <= maxBytes ? content : null);

    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        Sink = sink;
        sink.Report(Bot, new(AdapterHealth.Up, "here"));
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public IReplyStream OpenReply(InboundMessage message, string? previewId, Func<string, CancellationToken, ValueTask> previewShown) => new Stream(this, previewId, previewShown);

    public Task<bool> ShowMenusAsync(IReadOnlyList<CommandMenu> menus, CancellationToken cancellationToken)
    {
        Menus = menus;
        return Task.FromResult(MenuRefusals-- <= 0);
    }

    public IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply)
    {
        Buttons = [.. reply.Buttons.SelectMany(static row => row).Select(static button => button.Data)];
        return [new(Bot, message.Address.Lane, reply.Markdown + (reply.File is { } file ? $"[{file.Name}]{file.Content}" : "")) { SessionKey = message.SessionKey }];
    }

    public async Task<DeliveryOutcome> DeliverAsync(OutboxEntry entry, Func<string, CancellationToken, ValueTask> previewShown, CancellationToken cancellationToken)
    {
        if (!Answer.IsCompleted) Sending++;
        await Answer.WaitAsync(cancellationToken);
        if (entry.OthersShown.Count > 0) OthersShown.Enqueue((entry.Message.Payload, entry.OthersShown));
        if (Refusals.TryDequeue(out var refusal)) return refusal;
        Replaced.Enqueue(entry.Message.PreviewId);
        Delivered.Enqueue((entry.Message.Chat, entry.Message.Payload));
        return new DeliveryOutcome.Delivered($"receipt-{entry.Id}");
    }

    private async Task RequestAsync()
    {
        await PreviewAnswer;
        WentOn.Enqueue(SendPermit.IsGiven);
    }

    private sealed class Stream(FakeAdapter adapter, string? previewId, Func<string, CancellationToken, ValueTask> previewShown) : IReplyStream
    {
        private readonly StringBuilder _text = new();
        private readonly Task _request = adapter.PreviewAnswer.IsCompleted ? Task.CompletedTask : adapter.RequestAsync();

        public void Append(string text)
        {
            adapter.Shown.Enqueue(text);
            _text.Append(text);
        }

        public async ValueTask<string?> CompleteAsync(CancellationToken cancellationToken)
        {
            await _request;
            if (_text.Length == 0 || previewId is not null) return previewId;
            adapter.Previews.Enqueue(_text.ToString());
            await previewShown("preview", cancellationToken);
            return "preview";
        }

        public async ValueTask DisposeAsync() => await _request;
    }
}
