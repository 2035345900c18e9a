using Bots.Adapters;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>A host's intake that keeps everything in memory, and can be told to fail.</summary>
internal sealed class RecordingSink : IInboundSink
{
    private readonly Lock _lock = new();
    private readonly List<InboundMessage> _messages = [];
    private readonly List<AdapterState> _states = [];
    private readonly List<ChatChange> _changes = [];

    public Exception? Failure { get; set; }

    public int Batches { get; private set; }

    public IReadOnlyList<InboundMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    public IReadOnlyList<AdapterState> States
    {
        get
        {
            lock (_lock) return [.. _states];
        }
    }

    public AdapterHealth? Health => States is [.., var last] ? last.Health : null;

    public ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Batches++;
            if (Failure is { } failure) throw failure;
            _messages.AddRange(messages);
        }

        return default;
    }

    /// <summary>What changed about chats.</summary>
    public IReadOnlyList<ChatChange> Changes
    {
        get
        {
            lock (_lock) return [.. _changes];
        }
    }

    public ValueTask NoteAsync(ChatChange change, CancellationToken cancellationToken)
    {
        lock (_lock) _changes.Add(change);
        return default;
    }

    public void Report(string bot, AdapterState state)
    {
        lock (_lock) _states.Add(state);
    }
}
