using System.Collections;
using System.Collections.Concurrent;

namespace Bots.Agents.Context;

/// <summary>Tokens used beside an answer. Thread-safe: a summary may still be made while they are read.</summary>
internal sealed class SpentTokens : IReadOnlyCollection<AgentUpdate.Usage>
{
    private readonly ConcurrentQueue<AgentUpdate.Usage> _used = new();

    public int Count => _used.Count;

    public void Add(IEnumerable<AgentUpdate.Usage> used)
    {
        foreach (var one in used) _used.Enqueue(one);
    }

    public IEnumerator<AgentUpdate.Usage> GetEnumerator() => _used.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
