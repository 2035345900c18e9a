using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>The bytes of one session file and where its parts stand. Immutable: a change gives a new document and keeps every byte it does
/// not concern, keys of other programs included.</summary>
internal sealed class SessionDocument
{
    private static readonly string[] Arrays = ["messages", "snapshots", "children_ids"];

    private ObjectMap? _map;
    private List<JsonSpan>? _messages;

    private SessionDocument(byte[] bytes, ObjectMap? map) => (Bytes, _map) = (bytes, map);

    public byte[] Bytes { get; }

    /// <summary>The id the file says it belongs to; null when it does not say.</summary>
    public string? SessionId => Text("session_id");

    public int MessageCount => Messages.Count;

    /// <summary>How many entries of the list of messages are something else.</summary>
    public int StrayMessages => Map.Elements.GetValueOrDefault("messages", []).Count - Messages.Count;

    // A document that was built is mostly written and never looked at: its map is made when it is needed.
    private ObjectMap Map => _map ??= ObjectMap.Read(Bytes, Arrays);

    private List<JsonSpan> Messages => _messages ??= Map.Elements.GetValueOrDefault("messages", []).Where(span => Bytes[span.Start] == '{').ToList();

    /// <summary>The messages as they stand in the file.</summary>
    public IReadOnlyList<byte[]> RawMessages => field ??= Messages.ConvertAll(span => Span(span).ToArray());

    /// <summary>The entries of <c>snapshots</c> as they stand in the file.</summary>
    public IReadOnlyList<byte[]> RawSnapshots =>
        field ??= Map.Elements.GetValueOrDefault("snapshots", []).Where(span => Bytes[span.Start] == '{').Select(span => Span(span).ToArray()).ToList();

    /// <summary>The ids in <c>children_ids</c>.</summary>
    public IReadOnlyList<string> ChildrenIds =>
        [.. Map.Elements.GetValueOrDefault("children_ids", []).Where(span => Bytes[span.Start] == '"').Select(span => JsonSerializer.Deserialize(Span(span), JsonText.Default.String)!)];

    /// <summary>A new session without messages.</summary>
    public static SessionDocument New(string sessionId, DateTimeOffset now)
    {
        var time = JsonText.Of(IsoTime.Write(now));
        return new DocumentEdit(Of([.. """{"session_id":null,"messages":[],"created_at":null,"updated_at":null,"agent_name":null,"user_id":null,"metadata":{}}"""u8]))
            .Set("session_id", JsonText.Of(sessionId)).Set("created_at", time).Set("updated_at", time).Build();
    }

    /// <summary>The document in these bytes, or null when they are none.</summary>
    public static SessionDocument? TryRead(byte[] bytes)
    {
        var text = JsonRepair.MakeText(bytes);
        var map = ObjectMap.Read(text, Arrays);
        if (map.Error is not null) map = ObjectMap.Read(text = JsonRepair.ReplaceNotNumbers(text), Arrays);
        return map.Error is null && HasUsableMessages(text, map) ? new(text, map) : null;
    }

    /// <summary>What can be saved of bytes that are no document: the data and the messages that stand whole before the damage.</summary>
    public static SessionDocument Salvage(byte[] bytes, string sessionId, DateTimeOffset now)
    {
        var text = JsonRepair.ReplaceNotNumbers(JsonRepair.MakeText(bytes));
        var damaged = new SessionDocument(text, ObjectMap.Read(text, Arrays));
        var messages = string.Join(',', damaged.Messages.Select(span => Encoding.UTF8.GetString(text, span.Start, span.End - span.Start)));
        var edit = new DocumentEdit(New(damaged.SessionId ?? sessionId, now)).Set("messages", Encoding.UTF8.GetBytes($"[{messages}]"));
        var behind = Behind(text);
        foreach (var name in new[] { "created_at", "agent_name", "user_id", "title" })
        {
            if ((damaged.Text(name) ?? behind?.Text(name)) is { } value) edit.Set(name, JsonText.Of(value));
        }

        return edit.Build();
    }

    // What stands behind the damage: some key of the session from which on everything is whole, up to the end of the file.
    private static SessionDocument? Behind(byte[] text)
    {
        foreach (var name in new[] { "\"created_at\""u8.ToArray(), "\"user_id\""u8.ToArray() })
        {
            var at = text.Length;
            for (var attempt = 0; attempt < 32 && (at = text.AsSpan(0, at).LastIndexOf(name)) > 0; attempt++)
            {
                byte[] rest = [(byte)'{', .. text.AsSpan(at)];
                if (ObjectMap.Read(rest) is { Error: null } map) return new(rest, map);
            }
        }

        return null;
    }

    /// <summary>The newest messages, oldest first, whole groups only.</summary>
    public IReadOnlyList<SessionMessage> Window(int? maxMessages)
    {
        if (maxMessages is not { } max || max >= Messages.Count) return Read(Messages);
        return max <= 0 ? [] : MessageGroups.Whole(Read(Messages[^max..]));
    }

    /// <summary>The text under this key; null when it is missing or no text.</summary>
    public string? Text(string name)
    {
        if (Map[name] is not { } span) return null;
        var reader = new Utf8JsonReader(Span(span));
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The object under this key; null when it is missing or no object.</summary>
    public JsonElement? Object(string name)
    {
        if (Map[name] is not { } span || Bytes[span.Start] != '{') return null;
        var reader = new Utf8JsonReader(Span(span), new JsonReaderOptions { MaxDepth = 4_096 });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The fields that only other programs know, as one object; null when there are none.</summary>
    public JsonElement? ForeignFields()
    {
        var reader = new Utf8JsonReader(Bytes, new JsonReaderOptions { MaxDepth = 4_096 });
        return Documents.ForeignFields.In(JsonElement.ParseValue(ref reader), Documents.ForeignFields.OfSession);
    }

    /// <summary>The document with its owner in front of its messages, so that a file cut short still says whose it is.</summary>
    public SessionDocument OwnerFirst()
    {
        var name = "\"user_id\""u8;
        if (Map["user_id"] is not { } owner || Map["messages"] is not { } messages || owner.Start < messages.Start || Bytes[owner.Start] != '"') return this;
        var (at, front) = (Bytes.AsSpan(0, owner.Start).LastIndexOf(name), Bytes.AsSpan().IndexOf((byte)'{') + 1);
        if (at < 0 || Bytes.AsSpan(at + name.Length, owner.Start - at - name.Length).ContainsAnyExcept(": \t\r\n"u8)) return this;
        byte[] moved = [.. name, (byte)':', .. Span(owner), (byte)','];
        return With([new(front, front, moved), new(Bytes.AsSpan(0, at).LastIndexOf((byte)','), owner.End, [])], [], hasNewKeys: true);
    }

    /// <summary>The bytes of the value under this key; empty when there is none.</summary>
    public ReadOnlySpan<byte> Raw(string name) => Map[name] is { } span ? Span(span) : [];

    internal static SessionDocument Of(byte[] bytes) => new(bytes, null);

    /// <summary>The document with these edits made, of which one may have added messages at the end.</summary>
    internal SessionDocument With(IReadOnlyList<JsonEdit> edits, IReadOnlyList<byte[]> added, bool hasNewKeys) =>
        new(JsonEdit.Apply(Bytes, edits), hasNewKeys ? null : Map.After(edits, "messages", added));

    internal JsonEdit SetEdit(string name, ReadOnlySpan<byte> value, ref bool hasAdded) => Map.Set(name, value, ref hasAdded);

    /// <summary>The edit that leaves the messages at the indexes that <paramref name="keeps"/> names and adds more behind them.</summary>
    internal JsonEdit MessagesEdit(Func<int, bool> keeps, IReadOnlyList<byte[]> added, ref bool hasAdded)
    {
        if (Map["messages"] is not { } whole || Bytes[whole.Start] != '[') return Map.Set("messages", Joined(added, "[", "]"), ref hasAdded);
        var kept = Messages.Where((_, index) => keeps(index)).ToList();
        if (kept.Count == Messages.Count) return AppendEdit(whole, added);
        return new(whole.Start, whole.End, Joined([.. kept.Select(span => Span(span).ToArray()), .. added], "[", "]"));
    }

    private JsonEdit AppendEdit(JsonSpan whole, IReadOnlyList<byte[]> added)
    {
        var elements = Map.Elements["messages"];
        var at = elements.Count > 0 ? elements[^1].End : whole.Start + 1;
        return new(at, at, Joined(added, elements.Count > 0 && added.Count > 0 ? "," : "", ""));
    }

    private static byte[] Joined(IReadOnlyList<byte[]> parts, string before, string after)
    {
        var result = new List<byte>(Encoding.UTF8.GetBytes(before));
        for (var index = 0; index < parts.Count; index++)
        {
            if (index > 0) result.Add((byte)',');
            result.AddRange(parts[index]);
        }

        result.AddRange(Encoding.UTF8.GetBytes(after));
        return [.. result];
    }

    // A list of messages that is something else would be lost with the first message added.
    private static bool HasUsableMessages(byte[] text, ObjectMap map) => map["messages"] is not { } span || text[span.Start] is (byte)'[' or (byte)'n';

    private List<SessionMessage> Read(List<JsonSpan> spans) => spans.ConvertAll(span => MessageJson.Read(Span(span))!);

    private ReadOnlySpan<byte> Span(JsonSpan span) => Bytes.AsSpan(span.Start, span.End - span.Start);
}
