using System.Text;

namespace Bots.Adapters;

/// <summary>How a message may be a part of something larger: an album, or a long text that the user's program cut up.</summary>
/// <param name="Place">Its number among the messages of the chat. What follows has a higher one, which need not be the next: a platform may count the messages
/// of several chats together, and others write in between.</param>
public sealed record MessagePart(long Place)
{
    /// <summary>The album it belongs to, or null.</summary>
    public string? Album { get; init; }

    /// <summary>True when the text is so long that it was probably cut here.</summary>
    public bool IsCut { get; init; }
}

/// <summary>Puts parts together that arrived as messages of their own. Every part is stored as it came, so that none is lost; they are joined
/// when their turn begins.</summary>
public static class MessageParts
{
    private const int MostAlbumParts = 10;
    private const int MostTextParts = 12;

    private static readonly TimeSpan AlbumWindow = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan TextWindow = TimeSpan.FromSeconds(1.5);

    // Platforms tell times in whole seconds: a gap of 1.5 s shows as 2 at most.
    private static readonly TimeSpan LargestGap = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for more after the last of these parts; null when nothing more belongs to them.</summary>
    public static TimeSpan? Window(IReadOnlyList<InboundMessage> parts) => parts[^1].Part switch
    {
        { Album: not null } when parts.Count < MostAlbumParts => AlbumWindow,
        { IsCut: true } when parts.Count < MostTextParts => TextWindow,
        _ => null,
    };

    /// <summary>Whether <paramref name="next"/> goes on where the parts so far end.</summary>
    public static bool Continue(IReadOnlyList<InboundMessage> parts, InboundMessage next)
    {
        var last = parts[^1];
        if (Window(parts) is null || last.Part is not { } part || next.Part is not { } other) return false;
        if (next.UserId != last.UserId || next.SessionKey != last.SessionKey || next.IsEdit != last.IsEdit) return false;
        if (part.Album != other.Album) return false;
        return part.Album is not null || (other.Place > part.Place && next.SentAt - last.SentAt <= LargestGap && !next.Text.StartsWith('/'));
    }

    /// <summary>The parts as one message, in the first one's place.</summary>
    public static InboundMessage Join(IReadOnlyList<InboundMessage> parts)
    {
        if (parts.Count == 1) return parts[0];
        var isAlbum = parts[0].Part?.Album is not null;
        var (text, from) = (new StringBuilder(), new List<JoinedPart>(parts.Count));
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0 && NeedsBreak(parts[i - 1], parts[i])) text.Append('\n');
            from.Add(new(parts[i].Address.MessageId, text.Length, parts[i].Text.Length) { Attachments = parts[i].Attachments });
            text.Append(parts[i].Text);
        }

        return parts[0] with
        {
            Text = text.ToString(),
            Context = parts.Select(static part => part.Context).FirstOrDefault(static context => context.Length > 0) ?? "",
            Attachments = [.. parts.SelectMany(static part => part.Attachments)],
            JoinedFrom = from,
        };

        // A program that cuts at a space or a line's end drops that character; one that cuts within a word fills the message.
        bool NeedsBreak(InboundMessage before, InboundMessage part) =>
            isAlbum ? text.Length > 0 && part.Text.Length > 0 : before.Text.EnumerateRunes().Count() < 4096;
    }

    /// <summary>Messages of one session in order, with what belongs together joined.</summary>
    public static IReadOnlyList<InboundMessage> JoinAll(IReadOnlyList<InboundMessage> messages)
    {
        var groups = new List<List<InboundMessage>>();
        foreach (var message in messages)
        {
            // Where several people share the session, others may come in between.
            if (groups.FindLast(group => group[^1].UserId == message.UserId) is { } open && Continue(open, message)) open.Add(message);
            else groups.Add([message]);
        }

        return [.. groups.Select(Join)];
    }
}
