using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Log;

/// <summary>A message in the form the log stores it. Made by the caller's thread, so that the writer has nothing left to convert.</summary>
internal sealed class MessageRow
{
    /// <param name="message">Normalized, see <see cref="MessageText.Normalize"/>.</param>
    /// <param name="largeContentBytes">A longer text is kept beside the log; zero for no limit.</param>
    public MessageRow(SessionMessage message, int largeContentBytes)
    {
        var metadata = message.Metadata;
        Role = message.Role;
        Content = Encoding.UTF8.GetBytes(message.Content);
        Hash = largeContentBytes > 0 && Content.Length > largeContentBytes ? SHA256.HashData(Content) : null;
        ToolCalls = metadata.ToolCalls is { ValueKind: not JsonValueKind.Undefined } calls ? calls.GetRawText() : null;
        ToolCallId = metadata.ToolCallId;
        Metadata = MetadataJson.Write(metadata.Values);
        Time = Microseconds.From(message.Timestamp);
        IsResult = MessageGroups.IsResult(message);
        OpensGroup = !IsResult && metadata.ToolCalls is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0;
        Tokens = TokenEstimate.Of(Content.Length + (ToolCalls is null ? 0 : Encoding.UTF8.GetByteCount(ToolCalls)));
    }

    /// <summary>See <see cref="MessageSum"/>.</summary>
    public long Sum => MessageSum.Of(Time, Hash ?? Content, Role, ToolCalls, ToolCallId, Metadata);

    public string Role { get; }

    /// <summary>As UTF-8.</summary>
    public byte[] Content { get; }

    /// <summary>What a large text is found by; null for any other.</summary>
    public byte[]? Hash { get; }

    public string? ToolCalls { get; }

    public string? ToolCallId { get; }

    public string? Metadata { get; }

    /// <summary>In microseconds.</summary>
    public long Time { get; }

    /// <summary>True when it answers a tool call.</summary>
    public bool IsResult { get; }

    /// <summary>True when it makes tool calls, so that results may follow.</summary>
    public bool OpensGroup { get; }

    /// <summary>A rough estimate, for windows by tokens.</summary>
    public int Tokens { get; }
}
