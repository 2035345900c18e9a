using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Rendering;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Renders answers into messages within Discord's limits. Pure.</summary>
internal static class DiscordRenderer
{
    private const string LongAnswerFile = "answer.md";
    private const string LongAnswerNote = "\n\n*The whole answer is in the file.*";
    private const string Choose = "Choose:";

    // Where the bot is a guest, Discord takes five further messages after the first response (interactions, followup messages).
    private const int MostGuestMessages = 4;

    /// <summary>The messages of an answer, in order; the last one carries the buttons.</summary>
    public static IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply, DiscordOptions options)
    {
        var components = ReplyComponents.Of(reply.Buttons, ReplyComponents.OwnerOf(message));
        var token = ReplyToken.Parse(message.Address.ReplyToken);
        var most = token is { Kind: var kind } && kind.HasFlag(ReplyTokenKind.Guest) ? Math.Min(MostGuestMessages, options.MostMessages) : options.MostMessages;
        var payloads = Texts(components is null ? ButtonText.WithButtons(reply) : reply.Markdown, most).ToList();
        if (reply.File is { } file) payloads.Add(new("", null) { File = file });
        if (components is { Count: > 0 })
        {
            if (payloads.Count == 0) payloads.Add(new("", Choose));
            payloads[^1] = payloads[^1] with { Components = components };
        }

        List<OutboxMessage> messages = [.. payloads.Select((payload, part) => ToOutbox(message, payload, part))];
        if (reply.InPlace && messages.Count > 0 && message.Press is { Receipt: { } pressed }) messages[0] = messages[0] with { PreviewId = pressed };
        return messages;
    }

    /// <summary>Where answers to a message go.</summary>
    public static string ChannelOf(InboundMessage message) => message.Address.ThreadId ?? message.Address.ChatId;

    /// <summary>The message that an answer quotes: among many people it must be seen who is answered. Null where that is plain.</summary>
    public static string? QuestionOf(InboundMessage message) =>
        message is { IsGroup: true, Press: null } && message.Address.MessageId != message.Address.ThreadId ? message.Address.MessageId : null;

    private static IEnumerable<DiscordPayload> Texts(string markdown, int most)
    {
        var pieces = FenceSplitter.Split(markdown);
        if (pieces.Count <= most) return pieces.Select(static piece => new DiscordPayload("", piece));
        var beginning = FenceSplitter.Split(markdown, FenceSplitter.Limit - LongAnswerNote.Length)[0];
        return [new("", beginning + LongAnswerNote) { File = new(LongAnswerFile, markdown) }];
    }

    private static OutboxMessage ToOutbox(InboundMessage message, DiscordPayload payload, int part)
    {
        var channel = ChannelOf(message);
        var whole = payload with
        {
            Channel = channel,
            Part = part,
            Source = message.DedupeId,
            Parent = message.Address.ThreadId is null ? null : message.Address.ChatId,
            Token = message.Address.ReplyToken,
            ReplyTo = part == 0 ? QuestionOf(message) : null,
        };
        return new(message.Bot, channel, whole.ToString()) { SessionKey = message.SessionKey };
    }
}
