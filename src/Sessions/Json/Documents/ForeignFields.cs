using System.Collections.Frozen;
using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json.Documents;

/// <summary>The fields of the shared format that this store has no name for, see <see cref="IForeignFields"/>.</summary>
internal static class ForeignFields
{
    /// <summary>What this store knows of a session.</summary>
    public static readonly FrozenSet<string> OfSession = FrozenSet.ToFrozenSet(
    [
        "session_id", "messages", "created_at", "updated_at", "agent_name", "user_id", "metadata", "title",
        "parent_id", "forked_from_message_id", "children_ids", "snapshots",
    ]);

    /// <summary>What this store knows of a message.</summary>
    public static readonly FrozenSet<string> OfMessage = FrozenSet.ToFrozenSet(["role", "content", "timestamp", "metadata", "tool_calls", "tool_call_id"]);

    /// <summary>The other fields of an object, as one object; null when there are none. A content that is no text counts as one.</summary>
    public static JsonElement? In(JsonElement value, FrozenSet<string> known)
    {
        Dictionary<string, JsonElement>? others = null;
        foreach (var property in value.EnumerateObject())
        {
            var isKnown = known.Contains(property.Name) && !IsForeignContent(property, known);
            if (!isKnown) (others ??= new(StringComparer.Ordinal))[property.Name] = property.Value;
        }

        return others is null ? null : JsonSerializer.SerializeToElement(others, JsonText.Default.DictionaryStringJsonElement);
    }

    private static bool IsForeignContent(JsonProperty property, FrozenSet<string> known) =>
        known == OfMessage && property.NameEquals("content") && property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null);

    /// <summary>The fields that the metadata carries.</summary>
    public static IReadOnlyList<KeyValuePair<string, JsonElement>> Of(MessageMetadata? metadata) =>
        metadata is not null && metadata.Values.TryGetValue(IForeignFields.Name, out var fields) && fields.ValueKind == JsonValueKind.Object
            ? [.. fields.EnumerateObject().Select(static property => KeyValuePair.Create(property.Name, property.Value))]
            : [];
}
