using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>A message in the form the log stores it. Made by the caller's thread, so that the writer has nothing left to convert.</summary>
internal sealed class MessageRow
{
    // Four bytes of UTF-8 are about one token, in most languages and for most models.
    private const int BytesPerToken = 4;
    private const int TokensPerMessage = 4;

    public MessageRow(SessionMessage message)
    {
        var metadata = message.Metadata;
        Role = message.Role;
        Content = Encoding.UTF8.GetBytes(message.Content);
        ToolCalls = metadata.ToolCalls is { ValueKind: not JsonValueKind.Undefined } calls ? calls.GetRawText() : null;
        ToolCallId = metadata.ToolCallId;
        Metadata = MetadataJson.Write(metadata.Values);
        Time = message.Timestamp == default ? null : message.Timestamp;
        IsResult = Role == "tool" || ToolCallId is not null;
        OpensGroup = !IsResult && metadata.ToolCalls is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0;
        Tokens = TokensPerMessage + ((Content.Length + (ToolCalls?.Length ?? 0) + BytesPerToken - 1) / BytesPerToken);
    }

    public string Role { get; }

    /// <summary>UTF-8, lone surrogates replaced by U+FFFD.</summary>
    public byte[] Content { get; }

    public string? ToolCalls { get; }

    public string? ToolCallId { get; }

    public string? Metadata { get; }

    /// <summary>Null for the time of the write.</summary>
    public DateTimeOffset? Time { get; }

    /// <summary>True when it answers a tool call.</summary>
    public bool IsResult { get; }

    /// <summary>True when it makes tool calls, so that results may follow.</summary>
    public bool OpensGroup { get; }

    /// <summary>A rough estimate, for windows by tokens.</summary>
    public int Tokens { get; }
}
