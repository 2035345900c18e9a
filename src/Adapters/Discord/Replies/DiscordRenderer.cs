using Bots.Adapters.Rendering;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Renders answers into messages within Discord's limits. Pure.</summary>
internal static class DiscordRenderer
{
    private const string LongAnswerFile = "answer.md";
    private const string LongAnswerNote = "\n\n*The whole answer is in the file.*";

    /// <summary>The messages of an answer, in order.</summary>
    public static IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply, DiscordOptions options)
    {
        var payloads = Texts(ButtonText.WithButtons(reply), options).ToList();
        if (reply.File is { } file) payloads.Add(new("", null) { File = file });
        return [.. payloads.Select((payload, part) => ToOutbox(message, payload, part))];
    }

    /// <summary>Where answers to a message go.</summary>
    public static string ChannelOf(InboundMessage message) => message.Address.ThreadId ?? message.Address.ChatId;

    private static IEnumerable<DiscordPayload> Texts(string markdown, DiscordOptions options)
    {
        var pieces = FenceSplitter.Split(markdown);
        if (pieces.Count <= options.MostMessages) return pieces.Select(static piece => new DiscordPayload("", piece));
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
            Token = message.Address.ReplyToken,
            // Among many people it must be seen who is answered.
            ReplyTo = message.IsGroup && part == 0 ? message.Address.MessageId : null,
        };
        return new(message.Bot, channel, whole.ToString()) { SessionKey = message.SessionKey };
    }
}
