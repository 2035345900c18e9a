using System.Collections;

namespace Bots.Sessions.Tests.Processes;

/// <summary>Several workers that end together.</summary>
internal sealed class WorkerGroup(IEnumerable<Worker> workers) : IEnumerable<Worker>, IDisposable
{
    private readonly List<Worker> _workers = [.. workers];

    public IEnumerator<Worker> GetEnumerator() => _workers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _workers.ForEach(static worker => worker.Dispose());
}
