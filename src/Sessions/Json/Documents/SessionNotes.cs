using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json.Documents;

/// <summary>Reads and writes a session's <c>metadata</c>, with our note among the values of others.</summary>
internal static class SessionNotes
{
    /// <summary>Our note, or <see cref="SessionNote.None"/>.</summary>
    public static SessionNote Read(SessionDocument document)
    {
        if (document.Object("metadata") is not { } metadata || !metadata.TryGetProperty(SessionNote.Name, out var note)) return SessionNote.None;
        try
        {
            return note.Deserialize(JsonText.Default.SessionNote) is { At: not null, Turns: not null } whole ? whole : SessionNote.None;
        }
        catch (JsonException)
        {
            // Another program changed it beyond recognition: then it says nothing.
            return SessionNote.None;
        }
    }

    /// <summary>True when the session's time is over: it is as if deleted.</summary>
    public static bool IsOver(SessionDocument document, DateTimeOffset now) =>
        document.Raw("metadata").IndexOf("expires_at"u8) >= 0 && Read(document).ExpiresAt <= now;

    /// <summary>The document with this note; nothing else of it changes.</summary>
    public static SessionDocument With(SessionDocument document, SessionNote note) => new DocumentEdit(document).Set("metadata", Write(document, note)).Build();

    /// <summary>The values of everybody else.</summary>
    public static MessageMetadata ReadValues(SessionDocument document)
    {
        if (document.Object("metadata") is not { } metadata) return MessageMetadata.Empty;
        var others = metadata.EnumerateObject().Where(static property => !IsOurs(property.Name))
            .Select(static property => KeyValuePair.Create(property.Name, property.Value.Clone()));
        return MessageMetadata.Empty.Values.SetItems(others) is { IsEmpty: false } values ? new() { Values = values } : MessageMetadata.Empty;
    }

    /// <summary>The bytes of <c>metadata</c> with this note and these values, all others untouched.</summary>
    public static byte[] Write(SessionDocument document, SessionNote note, MessageMetadata? values = null)
    {
        var current = Current(document);
        var map = ObjectMap.Read(current);
        var hasAdded = false;
        var edits = (values?.Values ?? []).Where(static pair => !IsOurs(pair.Key))
            .Select(pair => map.Set(MessageText.WellFormed(pair.Key), JsonText.Of(pair.Value), ref hasAdded)).ToList();
        edits.Add(map.Set(SessionNote.Name, JsonSerializer.SerializeToUtf8Bytes(note, JsonText.Default.SessionNote), ref hasAdded));
        return JsonEdit.Apply(current, edits);
    }

    /// <summary>The bytes of <c>metadata</c> with this value, all others untouched.</summary>
    public static byte[] With(SessionDocument document, string name, ReadOnlySpan<byte> value)
    {
        var current = Current(document);
        var hasAdded = false;
        return JsonEdit.Apply(current, [ObjectMap.Read(current).Set(name, value, ref hasAdded)]);
    }

    private static bool IsOurs(string name) => name is SessionNote.Name or SessionState.Own or SessionState.Shared or SessionState.Origin
        or SessionSummaries.Name or TakenOverNotes.Name or IForeignFields.Name;

    // Metadata that is no object is kept as a value of one.
    private static byte[] Current(SessionDocument document)
    {
        var raw = document.Raw("metadata");
        return raw.Length > 0 && raw[0] == '{' ? [.. raw] : raw.Length == 0 || raw.SequenceEqual("null"u8) ? [.. "{}"u8] : [.. "{\"value\":"u8, .. raw, (byte)'}'];
    }
}
