using System.Collections.Concurrent;

namespace Bots.Adapters.Tests.Web;

/// <summary>The host's intake, in memory.</summary>
internal sealed class FakeSink : IInboundSink
{
    public ConcurrentQueue<InboundMessage> Accepted { get; } = new();

    public ConcurrentQueue<AdapterState> States { get; } = new();

    /// <summary>Thrown instead of accepting.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Awaited before a message is accepted.</summary>
    public Func<InboundMessage, Task> Gate { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called for every accepted message.</summary>
    public Action<InboundMessage> OnAccepted { get; set; } = _ => { };

    public async ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages) await Gate(message).WaitAsync(cancellationToken);
        if (Failure is not null) throw Failure;
        foreach (var message in messages) Accept(message);
    }

    private void Accept(InboundMessage message)
    {
        Accepted.Enqueue(message);
        OnAccepted(message);
    }

    public void Report(string bot, AdapterState state) => States.Enqueue(state);
}
