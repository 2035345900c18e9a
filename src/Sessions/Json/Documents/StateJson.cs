using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Bots.Sessions.Json.Documents;

/// <summary>A scope's values as JSON: by key, each with its changes, oldest first.</summary>
internal static class StateJson
{
    // No value has an empty key.
    private const string User = "";

    /// <summary>The table; of a user, with the name of the user in front.</summary>
    public static byte[] Write(ScopedValues table, string? user = null) => Written(writer =>
    {
        if (user is not null) writer.WriteString(User, user);
        foreach (var (key, changes) in table.Changes)
        {
            writer.WriteStartArray(key);
            foreach (var change in changes) Write(writer, change);
            writer.WriteEndArray();
        }
    });

    /// <summary>Only the values that are set.</summary>
    public static byte[] WriteValues(ScopedValues table) => Written(writer =>
    {
        foreach (var (key, value) in table.Values) Write(writer, key, value.Value!.Value);
    });

    /// <summary>The user whose values these are; null when nobody says.</summary>
    public static string? UserOf(JsonElement table) => table.TryGetProperty(User, out var user) && user.ValueKind == JsonValueKind.String ? user.GetString() : null;

    /// <summary>The table; what is no value is kept under another key.</summary>
    public static ScopedValues Read(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } table ? ScopedValues.Of(table.EnumerateObject().Where(static key => key.Name != User).SelectMany(static key => Read(key.Name, key.Value))) : ScopedValues.Empty;

    private static IEnumerable<KeyValuePair<string, ImmutableList<StateValue>>> Read(string key, JsonElement json)
    {
        var changes = Changes(json);
        if (!changes.IsEmpty) yield return new(key, changes);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != changes.Count) yield return new(ScopedValues.AsideOf(key), [new(json.Clone(), 1, default)]);
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonText.Writing);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, StateValue change)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", change.Version);
        writer.WriteString("changed_at", IsoTime.Write(change.ChangedAt));
        if (change.Value is { } value) Write(writer, "value", value);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonText.Of(value), skipInputValidation: true);
    }

    private static ImmutableList<StateValue> Changes(JsonElement changes) =>
        changes.ValueKind == JsonValueKind.Array ? [.. changes.EnumerateArray().Select(Change).OfType<StateValue>()] : [];

    private static StateValue? Change(JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object || !change.TryGetProperty("version", out var number) || !number.TryGetInt64(out var version)) return null;
        var at = change.TryGetProperty("changed_at", out var time) && time.ValueKind == JsonValueKind.String ? IsoTime.Read(time.GetString()) : null;
        return new(change.TryGetProperty("value", out var value) ? value.Clone() : null, version, at ?? default);
    }
}
