using System.Collections.Immutable;
using System.Text.Json;

namespace Bots.Sessions;

/// <summary>What belongs to a message beside its text. Immutable, compared by content.</summary>
public sealed class MessageMetadata : IEquatable<MessageMetadata>
{
    /// <summary>No metadata at all.</summary>
    public static MessageMetadata Empty { get; } = new();

    /// <summary>The calls an assistant message makes, as the JSON array of the shared file format; null when it makes none.</summary>
    public JsonElement? ToolCalls { get; init; }

    /// <summary>The call that a <c>tool</c> message answers; null for every other message.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Everything else, by name (ordinal). Stores keep values they do not know.</summary>
    public ImmutableDictionary<string, JsonElement> Values { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>True when there is nothing to store.</summary>
    public bool IsEmpty => ToolCalls is null && ToolCallId is null && Values.IsEmpty;

    /// <summary>A copy in which <paramref name="name"/> has this value.</summary>
    public MessageMetadata With(string name, string value) => With(name, JsonSerializer.SerializeToElement(value));

    /// <summary>A copy in which <paramref name="name"/> has this value.</summary>
    public MessageMetadata With(string name, JsonElement value) =>
        new() { ToolCalls = ToolCalls, ToolCallId = ToolCallId, Values = Values.SetItem(name, value.Clone()) };

    /// <summary>The text stored under <paramref name="name"/>; null when there is none or it is not text.</summary>
    public string? GetString(string name) =>
        Values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <inheritdoc/>
    public bool Equals(MessageMetadata? other) =>
        other is not null && ToolCallId == other.ToolCallId && SameCalls(other) && Values.Count == other.Values.Count
        && Values.All(pair => other.Values.TryGetValue(pair.Key, out var value) && JsonElement.DeepEquals(pair.Value, value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MessageMetadata);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ToolCallId, Values.Count, ToolCalls is null);

    private bool SameCalls(MessageMetadata other) =>
        ToolCalls is { } mine && other.ToolCalls is { } theirs ? JsonElement.DeepEquals(mine, theirs) : ToolCalls is null && other.ToolCalls is null;
}
