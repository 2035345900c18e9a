using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>Entries of <c>snapshots</c> as the format writes them; what is only ours stands in their <c>metadata</c> under <c>bots</c>.</summary>
/// <remarks>An entry whose messages the session has no longer is marked <c>invalidated</c>, so that programs that know only its index leave it alone.</remarks>
internal static class SnapshotJson
{
    private const string Ours = "bots";

    /// <summary>The entry; null when it says nothing that can be gone back to.</summary>
    public static Snapshot? Read(byte[] bytes)
    {
        using var parsed = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4_096 });
        var entry = parsed.RootElement;
        if (Text(entry, "id") is not { Length: > 0 } id || Number(entry, "message_index") is not { } index) return null;
        var ours = entry.TryGetProperty("metadata", out var metadata) ? Child(metadata, Ours) : null;
        if (ours is null && entry.TryGetProperty("invalidated", out var invalid) && invalid.ValueKind == JsonValueKind.True) return null;
        return new(new(id, index, Time(entry), Text(entry, "label"), Kind(ours)), bytes)
        {
            Prefix = ours is { } mine && Number(mine, "prefix") is { } prefix ? prefix : index + 1,
            State = ours is { } own && Child(own, "state") is { } state ? JsonText.Of(state) : null,
            Version = Version(ours, index, Time(entry)),
            Anchor = ours is { } known ? Text(known, "anchor") : null,
            Rest = ours is { } kept && kept.TryGetProperty("rest", out var rest) && rest.ValueKind == JsonValueKind.Array
                ? [.. rest.EnumerateArray().Select(JsonText.Of)]
                : [],
        };
    }

    /// <summary>The entry of a new checkpoint at the end of the document.</summary>
    public static byte[] New(SessionDocument document, SessionCheckpoint checkpoint, SessionVersion? version = null)
    {
        var shown = new Snapshot(checkpoint, Entry(document, checkpoint)) { State = StateJson.WriteValues(SessionState.Read(document, SessionState.Own)), Version = version };
        return Place(shown, document.RawMessages, checkpoint.MessageIndex + 1, []);
    }

    /// <summary>What every program reads of a checkpoint.</summary>
    public static byte[] Entry(SessionDocument document, SessionCheckpoint checkpoint)
    {
        var entry = Encoding.UTF8.GetBytes($"{{\"id\":null,\"session_id\":null,\"message_index\":{checkpoint.MessageIndex},"
            + $"\"created_at\":{IsoTime.WriteSeconds(checkpoint.CreatedAt)},\"label\":null,\"metadata\":{{}}}}");
        entry = With(entry, "id", JsonText.Of(checkpoint.Id));
        entry = With(entry, "session_id", JsonText.Of(document.SessionId));
        return With(entry, "label", JsonText.Of(checkpoint.Label));
    }

    /// <summary>The entry, which now begins with so many of these messages and goes on with the rest.</summary>
    public static byte[] Place(Snapshot snapshot, IReadOnlyList<byte[]> messages, int prefix, IReadOnlyList<byte[]> rest)
    {
        var value = Encoding.UTF8.GetBytes($"{{\"kind\":\"{snapshot.Shown.Kind}\",\"prefix\":{prefix}}}");
        value = With(value, "anchor", prefix > 0 ? JsonText.Of(AnchorOf(messages[prefix - 1])) : JsonText.Of((string?)null));
        value = With(value, "rest", JsonText.Array(rest));
        if (snapshot.State is { } state) value = With(value, "state", state);
        if (snapshot.Version is { } version) value = With(With(value, "number", Encoding.UTF8.GetBytes($"{version.Number}")), "description", JsonText.Of(version.Description));
        var metadata = Encoding.UTF8.GetBytes(Metadata(snapshot.Bytes));
        var entry = With(snapshot.Bytes, "metadata", With(metadata, Ours, value));
        var isWhole = rest.Count == 0 && prefix == snapshot.Shown.MessageIndex + 1;
        return isWhole && !Says(entry, "invalidated") ? entry : With(entry, "invalidated", isWhole ? "false"u8 : "true"u8);
    }

    /// <summary>Recognises a message however another program spells it.</summary>
    public static string AnchorOf(byte[] message)
    {
        var read = MessageJson.Read(message)!;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{read.Role}\n{read.Timestamp.UtcTicks}\n{read.Content}")))[..32];
    }

    /// <summary>The first eight bytes of what a message is recognised by.</summary>
    public static long MarkOf(byte[] message) => BitConverter.ToInt64(Convert.FromHexString(AnchorOf(message).AsSpan(0, 16)));

    /// <summary>The same entry for a place at this index.</summary>
    public static Snapshot Moved(Snapshot snapshot, int index) => snapshot with
    {
        Shown = snapshot.Shown with { MessageIndex = index },
        Bytes = With(snapshot.Bytes, "message_index", Encoding.UTF8.GetBytes($"{index}")),
    };

    private static byte[] With(byte[] json, string name, ReadOnlySpan<byte> value)
    {
        var hasAdded = false;
        return JsonEdit.Apply(json, [ObjectMap.Read(json).Set(name, value, ref hasAdded)]);
    }

    private static bool Says(byte[] json, string name) => ObjectMap.Read(json)[name] is not null;

    private static string Metadata(byte[] entry)
    {
        using var parsed = JsonDocument.Parse(entry, new JsonDocumentOptions { MaxDepth = 4_096 });
        return parsed.RootElement.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : "{}";
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static SessionVersion? Version(JsonElement? ours, int index, DateTimeOffset at) =>
        ours is { } saved && Number(saved, "number") is { } number ? new(number, Text(saved, "description") ?? "", at, index + 1) : null;

    private static CheckpointKind Kind(JsonElement? ours) =>
        ours is { } known && Enum.TryParse<CheckpointKind>(Text(known, "kind"), out var kind) ? kind : CheckpointKind.Manual;

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static DateTimeOffset Time(JsonElement entry)
    {
        if (!entry.TryGetProperty("created_at", out var value)) return default;
        if (value.ValueKind == JsonValueKind.String) return IsoTime.Read(value.GetString()) ?? default;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) ? IsoTime.FromSeconds(seconds) ?? default : default;
    }
}
