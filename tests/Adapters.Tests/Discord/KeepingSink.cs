using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.Sessions;

namespace Bots.Adapters.Tests.Discord;

/// <summary>The host's intake as the contract has it: a message that was accepted before is dropped.</summary>
internal sealed class KeepingSink : IInboundSink
{
    private readonly Lock _lock = new();
    private readonly List<InboundMessage> _accepted = [];
    private readonly HashSet<string> _ids = [];

    public ConcurrentQueue<AdapterState> States { get; } = new();

    /// <summary>What was accepted, each once, in order.</summary>
    public IReadOnlyList<InboundMessage> Accepted
    {
        get
        {
            lock (_lock) return [.. _accepted];
        }
    }

    public IReadOnlyList<string> Texts => [.. Accepted.Select(static message => message.Text)];

    /// <summary>How many came a second time.</summary>
    public int Repeated { get; private set; }

    /// <summary>True while the store cannot take anything.</summary>
    public bool IsDown { get; set; }

    public AdapterHealth Health => States.LastOrDefault()?.Health ?? AdapterHealth.Starting;

    public Func<InboundMessage, Task> OnAccepted { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
    {
        if (IsDown) throw new SessionStoreException("The disk is full.");
        foreach (var message in messages)
        {
            lock (_lock)
            {
                if (!_ids.Add(message.DedupeId))
                {
                    Repeated++;
                    continue;
                }

                _accepted.Add(message);
            }

            await OnAccepted(message);
        }
    }

    public void Report(string bot, AdapterState state) => States.Enqueue(state);
}
