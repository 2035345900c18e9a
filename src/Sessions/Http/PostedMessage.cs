using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Http;

/// <summary>A message on its way to a host, in the names of the shared file format. The time may be sent; the host sets its own.</summary>
internal sealed record PostedMessage(string? Role, JsonElement? Content, JsonElement? Timestamp, Dictionary<string, JsonElement>? Metadata, JsonElement? ToolCalls, string? ToolCallId)
{
    /// <summary>The message to send. Fields of other programs go with its metadata.</summary>
    public static PostedMessage Of(SessionMessage message) => new(
        message.Role, JsonSerializer.SerializeToElement(message.Content, PostedMessageJson.Default.String), null,
        message.Metadata.Values.IsEmpty ? null : message.Metadata.Values.ToDictionary(StringComparer.Ordinal), message.Metadata.ToolCalls is { ValueKind: JsonValueKind.Undefined } ? null : message.Metadata.ToolCalls, message.Metadata.ToolCallId);

    /// <summary>The message that was sent; null, and why, when it is none.</summary>
    public SessionMessage? Read(out string problem)
    {
        problem = Problem() ?? "";
        if (problem.Length > 0) return null;
        var values = Metadata?.ToImmutableDictionary(StringComparer.Ordinal) ?? ImmutableDictionary<string, JsonElement>.Empty;
        // Other programs write lists of parts: they are shown as they stand.
        if (Content is { ValueKind: JsonValueKind.Array } parts)
            values = values.SetItem(IForeignFields.Name, JsonSerializer.SerializeToElement(new() { ["content"] = parts }, PostedMessageJson.Default.DictionaryStringJsonElement));
        return new(Role!, Text()) { Metadata = new() { ToolCalls = ToolCalls, ToolCallId = ToolCallId, Values = values } };
    }

    private string? Problem()
    {
        if (Role is null) return "The request has no \"role\": user, assistant, system, tool, or another word.";
        if (MessageText.ProblemOfRole(Role) is { } role) return $"The request's \"role\" {role}.";
        if (ToolCalls is { } calls && (calls.ValueKind != JsonValueKind.Array || calls.EnumerateArray().Any(static call => call.ValueKind != JsonValueKind.Object)))
            return "The request's \"tool_calls\" is no list of objects.";
        if (Timestamp is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number) }) return "The request's \"timestamp\" is neither a number nor a text.";
        if (Content is null && ToolCalls is null) return "The request has no \"content\".";
        return Content is null or { ValueKind: JsonValueKind.String or JsonValueKind.Array } ? null : "The request's \"content\" is neither a text nor a list of parts.";
    }

    private string Text() => Content switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => MessageText.WellFormed(text).GetString()!,
        { } parts => MessageText.WellFormed(parts).GetRawText(),
    };
}

/// <summary>The message as JSON, as deep as stores take it; fields that nobody knows or that stand there twice are errors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, MaxDepth = 4_096)]
[JsonSerializable(typeof(PostedMessage))]
internal sealed partial class PostedMessageJson : JsonSerializerContext;
