namespace Bots.Sessions.Worker;

/// <summary>What a store must hold after a worker said what it did: everything acknowledged, and of what it was about to do all or nothing.</summary>
/// <param name="session">The session that all workers share.</param>
/// <param name="writer">The worker.</param>
public sealed class BranchLedger(string session, string writer)
{
    private readonly List<string> _own = [];
    private readonly List<string> _shared = [];
    private readonly Dictionary<string, string[]> _forks = [];
    private string? _begun;

    /// <summary>How many changes were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Takes a line of the worker's output.</summary>
    public void Read(string line)
    {
        if (line != "done")
        {
            _begun = line;
            return;
        }

        Apply(_begun!, _own, _shared, _forks);
        _begun = null;
        Acknowledged++;
    }

    /// <summary>What the store lacks or has too much of; empty when all is well.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(ISessionStore store)
    {
        var problems = new List<string>();
        var (own, shared, forks) = (_own.ToList(), _shared.ToList(), new Dictionary<string, string[]>(_forks));
        if (_begun is not null) Apply(_begun, own, shared, forks);
        var history = await ContentsAsync(store, $"{session}-{writer}");
        if (!history.SequenceEqual(_own) && !history.SequenceEqual(own)) problems.Add($"The session of {writer} holds {history.Length} messages instead of {_own.Count} or {own.Count}, or others.");
        var mine = (await ContentsAsync(store, session)).Where(text => text.StartsWith($"{writer}:", StringComparison.Ordinal)).ToList();
        if (!mine.SequenceEqual(_shared) && !mine.SequenceEqual(shared)) problems.Add($"The shared session holds {mine.Count} messages of {writer} instead of {_shared.Count} or {shared.Count}, or others.");
        foreach (var (fork, contents) in forks)
        {
            var mustBeThere = _forks.ContainsKey(fork) || await store.SessionExistsAsync(fork);
            if (mustBeThere && !(await ContentsAsync(store, fork)).SequenceEqual(contents)) problems.Add($"The fork {fork} differs or is missing.");
        }

        return problems;
    }

    private static void Apply(string begun, List<string> own, List<string> shared, Dictionary<string, string[]> forks)
    {
        var words = begun.Split(' ');
        if (words[1] == "add") own.Add(words[2]);
        else if (words[1] == "share") shared.Add(words[2]);
        else if (words[1] == "fork") forks[words[2]] = [.. own];
        else own.RemoveRange(int.Parse(words[2]) + 1, own.Count - int.Parse(words[2]) - 1);
    }

    private static async Task<string[]> ContentsAsync(ISessionStore store, string id) => [.. (await store.GetChatHistoryAsync(id)).Select(static message => message.Content)];
}
