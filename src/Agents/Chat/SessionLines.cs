namespace Bots.Agents.Chat;

/// <summary>The lines of a session: one for the main conversation, one for each named agent.</summary>
internal sealed class SessionLines(IEnumerable<string> names)
{
    private readonly TurnLine _main = new();
    private readonly SortedDictionary<string, TurnLine> _named = new(names.ToDictionary(static name => name, static _ => new TurnLine()), StringComparer.Ordinal);

    public Task<IDisposable> EnterAsync(string? name, CancellationToken cancellationToken) => (name is null ? _main : _named[name]).EnterAsync(cancellationToken);

    /// <summary>Waits for every line, always in the same order, so that two that do this never wait for each other.</summary>
    public async Task<IDisposable> EnterAllAsync(CancellationToken cancellationToken)
    {
        var places = new Places();
        try
        {
            foreach (var line in _named.Values.Prepend(_main)) places.Add(await line.EnterAsync(cancellationToken));
            return places;
        }
        catch
        {
            places.Dispose();
            throw;
        }
    }

    private sealed class Places : List<IDisposable>, IDisposable
    {
        public void Dispose() => ForEach(static place => place.Dispose());
    }
}
