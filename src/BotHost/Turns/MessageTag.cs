using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>The metadata value by which a message of the history is found again when the user changes it on the platform.</summary>
internal static class MessageTag
{
    private const string Name = "bots_message";

    public static MessageMetadata Of(InboundMessage message) =>
        message.Address.MessageId is { } id ? MessageMetadata.Empty.With(Name, $"{message.Address.ChatId}/{id}") : MessageMetadata.Empty;

    /// <summary>The index of the message in the history; -1 when it is not there.</summary>
    public static int IndexOf(IReadOnlyList<SessionMessage> history, string chatId, string messageId)
    {
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].Role == "user" && history[i].Metadata.GetString(Name) == $"{chatId}/{messageId}") return i;
        }

        return -1;
    }
}
