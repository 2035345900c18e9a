using Bots.Sessions.Json.Documents;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>Whose text it is that sessions took over, for other stores and from them.</summary>
internal sealed class JsonTakenOverTransfer(ExistingSessions sessions) : ITakenOverTransfer
{
    public async ValueTask<TakenOverContent?> ReadTakenOverAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await sessions.ReadAsync(sessionId, cancellationToken) is not { } document) return null;
        var owners = await OwnersAsync(document, cancellationToken);
        var namer = document.Text("title") is null ? null : owners.Notes.Where(static note => note.Title).Select(owners.Of).FirstOrDefault();
        return new(TakenOverText.RangesOf(owners.Of(document.RawMessages)), owners.Of(SessionState.Read(document, SessionState.Own)), namer);
    }

    public async ValueTask KeepTakenOverAsync(string sessionId, TakenOverContent content, CancellationToken cancellationToken)
    {
        if (await sessions.ReadAsync(sessionId, cancellationToken) is not { } now) return;
        var owners = await OwnersAsync(now, cancellationToken);
        await sessions.ChangeAsync<object>(sessionId, document =>
        {
            var after = owners.Keep(document, document.RawMessages, TakenOverText.OwnersOf(content.Messages, document.MessageCount));
            after = owners.Keep(after, SessionState.Read(document, SessionState.Own), content.Values);
            if (content.Title is { } namer) after = TakenOverOwners.Keep(after, namer);
            return ReferenceEquals(after, document) ? null : (after, content);
        }, cancellationToken);
    }

    public async ValueTask ForgetOriginAsync(string sessionId, CancellationToken cancellationToken) => await sessions.ChangeAsync<object>(sessionId, static document =>
        (new DocumentEdit(TakenOverNotes.Titled(document)).Set("title", "null"u8).Set("agent_name", "null"u8).Set("user_id", "null"u8).Build(), document), cancellationToken);

    /// <summary>Who owns what a session took over: a session that is there belongs to whom it names, one that is not to whom it named last.</summary>
    public async ValueTask<TakenOverOwners> OwnersAsync(SessionDocument document, CancellationToken cancellationToken)
    {
        var notes = TakenOverNotes.Read(document);
        var known = new Dictionary<string, SessionDocument>(StringComparer.Ordinal);
        foreach (var id in notes.Select(static note => note.Session).Where(static id => id.Length > 0).Distinct())
        {
            if (await sessions.ReadAsync(id, cancellationToken) is { } source) known[id] = source;
        }

        return new(notes, known);
    }
}
