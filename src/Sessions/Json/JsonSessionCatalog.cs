using System.Runtime.CompilerServices;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>The catalog over the session files.</summary>
internal sealed class JsonSessionCatalog(SessionWriter writer, JsonSessionOptions options, TimeProvider time) : ISessionCatalog, IForeignFields, IUnlistedFiles
{
    public async ValueTask<SessionData?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is { } document ? SessionChanges.Data(document, sessionId) : null;

    public async ValueTask<JsonElement?> GetForeignFieldsAsync(string sessionId, CancellationToken cancellationToken) =>
        (await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken))?.ForeignFields();

    public ValueTask<int> CountUnlistedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return writer.CountUnlistedAsync();
    }

    public async IAsyncEnumerable<SessionData> ListSessionsAsync(SessionQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var all = (await writer.ReadAllAsync(idPrefix: query?.IdPrefix ?? "")).Select(static file => SessionChanges.Data(file.Document!, file.SessionId));
        foreach (var data in SessionListing.Select(all, query)) yield return data;
    }

    public async ValueTask<bool> UpdateSessionAsync(string sessionId, SessionChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (await writer.ReadAsync(SessionId.Check(sessionId), cancellationToken) is null) return false;
        var outcome = await writer.ChangeAsync(
            sessionId, document => document is null ? null : SessionChanges.Update(document, change, MessageText.ToMicroseconds(time.GetUtcNow())), cancellationToken);
        return outcome == SessionWrite.Busy ? throw Files.StoreErrors.Busy("The session", options.LockTimeout, sessionId) : outcome == SessionWrite.Written;
    }
}
