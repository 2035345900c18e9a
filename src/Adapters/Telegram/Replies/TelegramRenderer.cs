using System.Globalization;
using Bots.Adapters.Rendering;
using Bots.Adapters.Telegram.Api;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Turns an answer into messages within Telegram's limits. Pure.</summary>
internal static class TelegramRenderer
{
    /// <summary>The server counts code points, after entities.</summary>
    public const int MaxCodePoints = 4096;

    /// <summary>The server ignores further entities.</summary>
    public const int MaxEntities = 100;

    private const string LongAnswerFile = "answer.md";
    private const string LongAnswerNote = "\n\nThe whole answer is in the file.";
    private const string Nothing = "(The answer is empty.)";

    /// <summary>The messages of an answer, in order: the text in pieces, then the file.</summary>
    public static IReadOnlyList<OutboxMessage> Render(InboundMessage message, Reply reply, int mostMessages)
    {
        var pieces = Pieces(reply);
        var payloads = pieces.Select(piece => ToPayload(message.Address, piece)).ToList();
        if (pieces.Count > mostMessages) payloads = [ToPayload(message.Address, Beginning(reply)), TelegramPayload.For(message.Address, LongAnswerFile) with { File = new(LongAnswerFile, reply.Markdown) }];
        if (reply.File is { } file) payloads.Add(TelegramPayload.For(message.Address, file.Name) with { File = file });
        payloads[0] = payloads[0] with { ReplyTo = PlaceOf(message).ReplyTo };
        // The message with the buttons quotes the question as well: everyone sees whose buttons they are.
        if (Keyboard.Of(reply.Buttons, PressData.AskerOf(message)) is { } buttons) payloads[^1] = payloads[^1] with { Buttons = buttons, ReplyTo = payloads[0].ReplyTo };
        List<OutboxMessage> messages = [.. payloads.Select(payload => new OutboxMessage(message.Bot, message.Address.Lane, payload.ToJson()) { SessionKey = message.SessionKey })];
        if (reply.InPlace && message.Press is { Receipt: { } pressed }) messages[0] = messages[0] with { PreviewId = pressed };
        return messages;
    }

    private static RichText Beginning(Reply reply)
    {
        var first = RichTextSplitter.Split(MarkdownRenderer.Render(reply.Markdown), MaxCodePoints - LongAnswerNote.Length, MaxEntities - 1)[0];
        var note = new TextSpan(SpanKind.Italic, first.Text.Length + 2, LongAnswerNote.Length - 2);
        return new(first.Text + LongAnswerNote, [.. first.Spans, note]);
    }

    /// <summary>Where an answer to the message goes; in groups it quotes the message, so that everyone sees who is answered.</summary>
    public static TelegramPayload PlaceOf(InboundMessage message) => TelegramPayload.For(message.Address, "") with
    {
        ReplyTo = message is { IsGroup: true, Press: null } ? ReplyTo(message.Address) : null,
    };

    /// <summary>How a text that is still growing looks: its first message, without styles, visibly unfinished.</summary>
    public static string Preview(string markdown)
    {
        const string more = " …";
        var text = MarkdownRenderer.Render(markdown).Text;
        var fitting = text[..CodePoints.Prefix(text, MaxCodePoints - more.Length)].TrimEnd();
        return fitting.Length == 0 ? more.Trim() : fitting + more;
    }

    private static IReadOnlyList<RichText> Pieces(Reply reply)
    {
        var pieces = RichTextSplitter.Split(MarkdownRenderer.Render(reply.Markdown), MaxCodePoints, MaxEntities);
        return pieces.Count > 0 || reply.File is not null ? pieces : [MarkdownRenderer.Plain(Nothing)];
    }

    private static TelegramPayload ToPayload(ChatAddress address, RichText text) => TelegramPayload.For(address, text.Text) with
    {
        Entities = text.Spans.Count == 0 ? null : [.. text.Spans.Select(ToEntity)],
    };

    private static MessageEntity ToEntity(TextSpan span) => span.Kind switch
    {
        SpanKind.Link => new("text_link", span.Start, span.Length) { Url = span.Argument },
        SpanKind.Pre => new("pre", span.Start, span.Length) { Language = span.Argument },
        SpanKind.Quote => new("blockquote", span.Start, span.Length),
        SpanKind.Strike => new("strikethrough", span.Start, span.Length),
        SpanKind.Bold => new("bold", span.Start, span.Length),
        SpanKind.Italic => new("italic", span.Start, span.Length),
        SpanKind.Spoiler => new("spoiler", span.Start, span.Length),
        _ => new("code", span.Start, span.Length),
    };

    private static long? ReplyTo(ChatAddress address) =>
        long.TryParse(address.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
