using System.Text.Json;

namespace Bots.Sessions.Merging;

/// <summary>A message, or a tool group.</summary>
internal sealed class MergeUnit(IReadOnlyList<SessionMessage> messages)
{
    public IReadOnlyList<SessionMessage> Messages => messages;

    /// <summary>When it began.</summary>
    public DateTimeOffset Time => messages[0].Timestamp;

    /// <summary>The same for the same messages.</summary>
    public string Key { get; } = JsonSerializer.Serialize(messages.Select(static message => new object?[]
    {
        message.Timestamp.UtcTicks, message.Role, message.Content, message.Metadata.ToolCalls?.GetRawText(), message.Metadata.ToolCallId,
        string.Join('\n', message.Metadata.Values.OrderBy(static value => value.Key, StringComparer.Ordinal).Select(static value => $"{value.Key}\n{value.Value.GetRawText()}")),
    }));
}
