using Bots.Sessions;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Stores;

/// <summary>Inbox and outbox for a session store that has none: a SQLite file of their own beside the data. Made when first needed.</summary>
internal sealed class PairedDelivery(string path) : IAsyncDisposable
{
    private readonly Lazy<SqliteSessionStore> _store = new(() => new(path));

    public ISessionStore Store => _store.Value;

    public async ValueTask DisposeAsync()
    {
        if (_store.IsValueCreated) await _store.Value.DisposeAsync();
    }
}
