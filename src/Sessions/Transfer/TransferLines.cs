using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Transfer;

/// <summary>The lines of an export: how each kind is written and read.</summary>
internal static class TransferLines
{
    public const string Format = "bots-sessions";
    public const int Version = 4;

    public static void Write(Utf8JsonWriter json, SessionMessage message)
    {
        TransferWriter.Text(json, "role", message.Role);
        TransferWriter.Text(json, "content", message.Content);
        TransferWriter.Time(json, "timestamp", message.Timestamp);
        if (message.Metadata.ToolCalls is { } calls) TransferWriter.Value(json, "tool_calls", calls);
        TransferWriter.Text(json, "tool_call_id", message.Metadata.ToolCallId);
        TransferWriter.Values(json, "metadata", message.Metadata.Values);
    }

    public static SessionMessage Message(JsonElement line) => new(NeedText(line, "role"), NeedText(line, "content"))
    {
        Timestamp = NeedTime(line, "timestamp"),
        Metadata = new()
        {
            ToolCalls = line.TryGetProperty("tool_calls", out var calls) ? calls.Clone() : null,
            ToolCallId = Text(line, "tool_call_id"),
            Values = Values(line),
        },
    };

    public static void Write(Utf8JsonWriter json, SessionData data, MessageMetadata metadata, string? parentId, int? forkedAt, TakenOverContent? takenOver)
    {
        TransferWriter.Text(json, "id", data.Id);
        TransferWriter.Text(json, "title", data.Title);
        TransferWriter.Text(json, "agent", data.AgentName);
        TransferWriter.Text(json, "user", data.UserId);
        TransferWriter.Time(json, "created_at", data.CreatedAt);
        TransferWriter.Time(json, "updated_at", data.UpdatedAt);
        TransferWriter.Text(json, "parent", parentId);
        if (forkedAt is { } index) json.WriteNumber("forked_at", index);
        if (data.ExpiresAt is { } expires) TransferWriter.Time(json, "expires_at", expires);
        if (takenOver is not null) Write(json, takenOver);
        TransferWriter.Values(json, "metadata", metadata.Values);
    }

    private static void Write(Utf8JsonWriter json, TakenOverContent takenOver)
    {
        Write(json, takenOver.Messages);
        if (takenOver.Values.Count > 0) Write(json, takenOver.Values);
        TransferWriter.Text(json, "title_of", takenOver.Title);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string?> valuesOf)
    {
        json.WriteStartObject("values_of");
        foreach (var (key, user) in valuesOf.OrderBy(static value => value.Key, StringComparer.Ordinal)) TransferWriter.Text(json, MessageText.WellFormed(key), user);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<TakenOverText> takenOver)
    {
        if (takenOver.Count == 0) return;
        json.WriteStartArray("taken_over");
        foreach (var range in takenOver)
        {
            json.WriteStartObject();
            json.WriteNumber("from", range.FromIndex);
            json.WriteNumber("to", range.ToIndex);
            TransferWriter.Text(json, "user", range.UserId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a session took over; nothing for a line of an older version.</summary>
    public static TakenOverContent TakenOver(JsonElement line) => new(
        Ranges(line),
        ValuesOf(line) ?? [],
        Text(line, "title_of"));

    /// <summary>When a session ends, or null.</summary>
    public static DateTimeOffset? ExpiresAt(JsonElement line) => line.TryGetProperty("expires_at", out _) ? NeedTime(line, "expires_at") : null;

    private static Dictionary<string, string?>? ValuesOf(JsonElement line) => line.TryGetProperty("values_of", out var values)
        ? values.EnumerateObject().ToDictionary(static value => value.Name, static value => value.Value.GetString(), StringComparer.Ordinal)
        : null;

    private static IReadOnlyList<TakenOverText> Ranges(JsonElement line) => line.TryGetProperty("taken_over", out var ranges)
        ? [.. ranges.EnumerateArray().Select(static range => new TakenOverText(NeedNumber(range, "from"), NeedNumber(range, "to"), NeedText(range, "user")))]
        : [];

    public static SessionChange Change(JsonElement line) => new()
    {
        Title = Text(line, "title"),
        AgentName = Text(line, "agent"),
        UserId = Text(line, "user"),
        CreatedAt = NeedTime(line, "created_at"),
        UpdatedAt = NeedTime(line, "updated_at"),
        Metadata = new() { Values = Values(line) },
    };

    public static void Write(Utf8JsonWriter json, SessionSummary summary)
    {
        json.WriteNumber("from", summary.FromIndex);
        json.WriteNumber("to", summary.ToIndex);
        TransferWriter.Text(json, "text", summary.Text);
        TransferWriter.Text(json, "source_hash", summary.SourceHash);
    }

    public static SessionSummary Summary(JsonElement line) =>
        new(NeedNumber(line, "from"), NeedNumber(line, "to"), NeedText(line, "text"), NeedText(line, "source_hash"));

    public static void Write(Utf8JsonWriter json, CheckpointContent content, int shared)
    {
        TransferWriter.Text(json, "made", content.Place.Kind.ToString());
        TransferWriter.Text(json, "label", content.Place.Label);
        TransferWriter.Time(json, "created_at", content.Place.CreatedAt);
        json.WriteNumber("shared", shared);
        if (content.Version is { } version) json.WriteNumber("number", version.Number);
        TransferWriter.Text(json, "description", content.Version?.Description);
        Write(json, [.. content.TakenOver.Where(range => range.ToIndex >= shared).Select(range => range with { FromIndex = Math.Max(range.FromIndex, shared) })]);
        TransferWriter.Values(json, "state", content.State);
        // Nobody's values are told as well: a checkpoint without a word of them is of an older version.
        if (content.ValuesOf is { } owners && content.State.Count > 0) Write(json, owners);
    }

    /// <summary>A checkpoint without its messages.</summary>
    public static CheckpointContent Checkpoint(JsonElement line)
    {
        var kind = Enum.TryParse<CheckpointKind>(NeedText(line, "made"), out var made) ? made : throw new InvalidDataException("nobody makes such checkpoints");
        var at = NeedTime(line, "created_at");
        return new(new("", NeedNumber(line, "shared") - 1, at, Text(line, "label"), kind), [], Values(line, "state"))
        {
            TakenOver = Ranges(line),
            ValuesOf = ValuesOf(line),
            Version = Number(line, "number") is { } number ? new(number, Text(line, "description") ?? "", at, 0) : null,
        };
    }

    public static void Write(Utf8JsonWriter json, StateScope scope, string key, JsonElement value)
    {
        TransferWriter.Text(json, "scope", scope.Kind);
        if (scope.Owner.Length > 0) TransferWriter.Text(json, "owner", scope.Owner);
        TransferWriter.Text(json, "key", key);
        TransferWriter.Value(json, "value", value);
    }

    public static StateScope Scope(JsonElement line) => NeedText(line, "scope") switch
    {
        "app" => StateScope.App,
        "user" => StateScope.User(NeedText(line, "owner")),
        "session" => StateScope.Session(NeedText(line, "owner")),
        "shared" => StateScope.Shared(NeedText(line, "owner")),
        var other => throw new InvalidDataException($"there is no scope '{other}'"),
    };

    public static void Write(Utf8JsonWriter json, string userId, int number, int? supersededBy, UserMemory memory)
    {
        var content = memory.Content;
        // What took its place was deleted: it must not come back.
        var ended = supersededBy is null ? memory.InvalidAt : null;
        TransferWriter.Text(json, "user", userId);
        json.WriteNumber("number", number);
        TransferWriter.Text(json, "text", content.Text);
        json.WriteNumber("importance", content.Importance);
        json.WriteNumber("quality", content.Quality);
        TransferWriter.Time(json, "observed_at", content.ObservedAt ?? default);
        if ((ended ?? content.ExpiresAt) is { } expires) TransferWriter.Time(json, "expires_at", expires);
        if (supersededBy is { } by) json.WriteNumber("superseded_by", by);
        TransferWriter.Values(json, "metadata", content.Metadata.Values);
        if (content.Source is { } source)
        {
            json.WriteStartObject("source");
            TransferWriter.Text(json, "session", source.SessionId);
            json.WriteNumber("from", source.FromIndex);
            json.WriteNumber("to", source.ToIndex);
            json.WriteEndObject();
        }

        if (!content.Embedding.IsEmpty) json.WriteBase64String("embedding", System.Runtime.InteropServices.MemoryMarshal.AsBytes(content.Embedding.Span));
    }

    public static NewMemory Memory(JsonElement line) => new(NeedText(line, "text"))
    {
        Importance = line.GetProperty("importance").GetDouble(),
        Quality = line.GetProperty("quality").GetDouble(),
        ObservedAt = NeedTime(line, "observed_at"),
        ExpiresAt = line.TryGetProperty("expires_at", out _) ? NeedTime(line, "expires_at") : null,
        Metadata = new() { Values = Values(line) },
        Source = line.TryGetProperty("source", out var source) ? new(NeedText(source, "session"), NeedNumber(source, "from"), NeedNumber(source, "to")) : null,
        Embedding = line.TryGetProperty("embedding", out var embedding)
            ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64()).ToArray()
            : ReadOnlyMemory<float>.Empty,
    };

    public static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string NeedText(JsonElement line, string name) => Text(line, name) ?? throw new InvalidDataException($"it has no '{name}'");

    public static int NeedNumber(JsonElement line, string name) => Number(line, name) ?? throw new InvalidDataException($"it has no '{name}'");

    public static int? Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static DateTimeOffset NeedTime(JsonElement line, string name) =>
        IsoTime.Read(NeedText(line, name)) ?? throw new InvalidDataException($"its '{name}' is no time");

    private static System.Collections.Immutable.ImmutableDictionary<string, JsonElement> Values(JsonElement line, string name = "metadata") =>
        line.TryGetProperty(name, out var values)
            ? MessageMetadata.Empty.Values.SetItems(values.EnumerateObject().Select(static pair => KeyValuePair.Create(pair.Name, pair.Value.Clone())))
            : MessageMetadata.Empty.Values;
}
