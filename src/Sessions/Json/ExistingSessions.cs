using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Json;

/// <summary>Changes sessions that are there already, and answers what came of it.</summary>
internal sealed class ExistingSessions(SessionWriter writer, JsonSessionOptions options)
{
    public ValueTask<SessionDocument?> ReadAsync(string sessionId, CancellationToken cancellationToken) =>
        writer.ReadAsync(SessionId.Check(sessionId), cancellationToken);

    /// <summary>Changes a session and answers what the change says; null when there is no session or nothing changed.</summary>
    public async ValueTask<TAnswer?> ChangeAsync<TAnswer>(
        string sessionId, Func<SessionDocument, (SessionDocument Changed, TAnswer Answer)?> change, CancellationToken cancellationToken)
        where TAnswer : class
    {
        if (await ReadAsync(sessionId, cancellationToken) is null) return null;
        TAnswer? answer = null;
        var outcome = await writer.ChangeAsync(sessionId, document =>
        {
            if (document is null || change(document) is not { } made) return null;
            answer = made.Answer;
            return made.Changed;
        }, cancellationToken);
        return outcome == SessionWrite.Busy ? throw StoreErrors.Busy("The session", options.LockTimeout, sessionId) : answer;
    }

    /// <summary>Puts a new session in place; false when there is one already.</summary>
    public async ValueTask<bool> StartAsync(string sessionId, SessionDocument session, CancellationToken cancellationToken) =>
        await writer.ChangeAsync(sessionId, document => document is null ? session : null, cancellationToken) switch
        {
            SessionWrite.Busy => throw StoreErrors.Busy("The session", options.LockTimeout, sessionId),
            var outcome => outcome == SessionWrite.Written,
        };
}
