using System.Text.Json;
using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>The metadata values by which a message of the history is found again when the user changes it, or a part of it, on the platform.</summary>
internal static class MessageTag
{
    private const string Name = "bots_message";
    private const string PartsName = "bots_parts";

    /// <summary>The metadata of a message that joins the history with these words.</summary>
    public static MessageMetadata Of(InboundMessage message, string words) =>
        WithParts(message.Address.MessageId is { } id ? MessageMetadata.Empty.With(Name, $"{message.Address.ChatId}/{id}") : MessageMetadata.Empty, message, words);

    /// <summary>The same metadata for what the message says now.</summary>
    public static MessageMetadata WithParts(MessageMetadata metadata, InboundMessage message, string words)
    {
        // One message that is nothing but its words needs no places.
        if (message.JoinedFrom.Count < 2 && words == message.Text) return WithoutParts(metadata);
        var parts = message.JoinedFrom.Count > 0 ? message.JoinedFrom : [new(message.Address.MessageId, 0, message.Text.Length) { Attachments = message.Attachments }];
        return metadata.With(PartsName, JsonSerializer.SerializeToElement(new(message.Context.Length, message.Text.Length, parts), InboundJson.Default.MessagePlaces));
    }

    /// <summary>The metadata of a message whose words and files are gone.</summary>
    public static MessageMetadata WithoutParts(MessageMetadata metadata) =>
        metadata.Values.ContainsKey(PartsName) ? new() { ToolCalls = metadata.ToolCalls, ToolCallId = metadata.ToolCallId, Values = metadata.Values.Remove(PartsName) } : metadata;

    /// <summary>Where the parts of a message stand in its words; null when it is one part.</summary>
    public static MessagePlaces? PartsOf(SessionMessage message)
    {
        if (!message.Metadata.Values.TryGetValue(PartsName, out var value)) return null;
        try
        {
            return value.Deserialize(InboundJson.Default.MessagePlaces) is { } places && places.Fit(message.Content.Length) ? places : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The platform's id of the message; null when it has none.</summary>
    public static string? IdOf(SessionMessage message) => message.Metadata.GetString(Name) is { } tag ? tag[(tag.LastIndexOf('/') + 1)..] : null;

    /// <summary>The platform's ids of all the messages that it was joined from, or its own.</summary>
    public static IEnumerable<string> IdsOf(SessionMessage message) =>
        (PartsOf(message)?.Parts.Select(static part => part.MessageId) ?? []).Append(IdOf(message)).OfType<string>().Distinct();

    /// <summary>The chat in which the platform shows the message; null when it has no id there.</summary>
    public static string? ChatOf(SessionMessage message) => message.Metadata.GetString(Name) is { } tag && tag.LastIndexOf('/') is > 0 and var end ? tag[..end] : null;

    /// <summary>The index of the message in the history that is this one, or was joined from it and others; -1 when it is not there.</summary>
    public static int IndexOf(IReadOnlyList<SessionMessage> history, string chatId, string messageId)
    {
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].Role != "user" || history[i].Metadata.GetString(Name) is not { } tag || !tag.StartsWith(chatId + "/", StringComparison.Ordinal)) continue;
            if (tag.AsSpan(chatId.Length + 1).SequenceEqual(messageId) || PartsOf(history[i])?.Parts.Any(part => part.MessageId == messageId) == true) return i;
        }

        return -1;
    }
}

/// <summary>Where the parts of a message stand in its words: the context comes first, then what is told of the files, then the text.</summary>
/// <param name="Context">The length of the context.</param>
/// <param name="Text">The length of the text.</param>
/// <param name="Parts">The messages that it was joined from, or itself.</param>
internal sealed record MessagePlaces(int Context, int Text, IReadOnlyList<JoinedPart> Parts)
{
    /// <summary>False when the words were changed by something that knows no parts.</summary>
    public bool Fit(int length) =>
        Context >= 0 && Text >= 0 && Context + Text <= length && Parts is { Count: > 0 } && Parts.All(part => part.Start >= 0 && part.Length >= 0 && part.Start + part.Length <= Text);
}
