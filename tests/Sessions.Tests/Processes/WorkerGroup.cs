using System.Collections;

namespace Bots.Sessions.Tests.Processes;

/// <summary>Several workers that end together.</summary>
internal sealed class WorkerGroup(IEnumerable<WorkerProcess> workers) : IEnumerable<WorkerProcess>, IDisposable
{
    private readonly List<WorkerProcess> _workers = [.. workers];

    public IEnumerator<WorkerProcess> GetEnumerator() => _workers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _workers.ForEach(static worker => worker.Dispose());
}
