using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>A message of the history that is answered anew.</summary>
/// <param name="Stored">As it stands in the history.</param>
/// <param name="Message">As it is asked now.</param>
/// <param name="Files">What the history tells of its files; null when they are others now.</param>
internal sealed record AskedAgain(SessionMessage Stored, InboundMessage Message, string? Files)
{
    /// <summary>The message of the history as it was asked, in the place of a message that asks for it again.</summary>
    public static AskedAgain From(SessionMessage stored, InboundMessage again)
    {
        if (MessageTag.PartsOf(stored) is not { } places)
            return new(stored, again with { Context = "", Text = stored.Content, Attachments = [], JoinedFrom = [new(MessageTag.IdOf(stored), 0, stored.Content.Length)] }, "");
        var content = stored.Content;
        return new(stored, again with
        {
            Context = content[..places.Context],
            Text = content[^places.Text..],
            Attachments = [.. places.Parts.SelectMany(static part => part.Attachments)],
            JoinedFrom = places.Parts,
        }, content[places.Context..^places.Text].Trim('\n'));
    }

    /// <summary>Whether a changed part says what it said before.</summary>
    public bool Says(string messageId, ChangedPart change) =>
        Message.JoinedFrom[IndexOf(messageId)] is var part && Message.Text.AsSpan(part.Start, part.Length).SequenceEqual(change.Text) && HasFilesOf(part, change);

    /// <summary>The same message with one of its parts changed; the others stay.</summary>
    public AskedAgain With(string messageId, ChangedPart change)
    {
        var parts = Message.JoinedFrom.ToArray();
        var index = IndexOf(messageId);
        var part = parts[index];
        var (before, after) = (Message.Text[..part.Start], Message.Text[(part.Start + part.Length)..]);
        // A part without words stands in no line of its own yet.
        if (part.Length == 0 && change.Text.Length > 0 && before.Length > 0) before += "\n";
        else if (part.Length == 0 && change.Text.Length > 0 && after.Length > 0) after = "\n" + after;
        // Nor does one stay for a part whose words are gone.
        if (part.Length > 0 && change.Text.Length == 0 && before is [.., '\n']) before = before[..^1];
        else if (part.Length > 0 && change.Text.Length == 0 && after is ['\n', ..]) after = after[1..];
        var text = before + change.Text + after;
        var same = HasFilesOf(part, change);
        parts[index] = part with { Start = before.Length, Length = change.Text.Length, Attachments = change.Files.Count == 0 ? part.Attachments : change.Files };
        for (var i = index + 1; i < parts.Length; i++) parts[i] = parts[i] with { Start = parts[i].Start + text.Length - Message.Text.Length };
        return this with
        {
            Message = Message with { Text = text, Attachments = [.. parts.SelectMany(static one => one.Attachments)], JoinedFrom = parts },
            Files = same ? Files : null,
        };
    }

    private int IndexOf(string messageId) => Math.Max(0, Message.JoinedFrom.ToList().FindIndex(part => part.MessageId == messageId));

    // A platform may give one file several ids.
    private static bool HasFilesOf(JoinedPart part, ChangedPart change) =>
        change.Files.Count == 0 || part.Attachments.Select(static file => file with { FileId = "" }).SequenceEqual(change.Files.Select(static file => file with { FileId = "" }));
}

/// <summary>What a user made of a message.</summary>
/// <param name="Text">Its words now.</param>
/// <param name="Files">Its files now; empty when they were not told.</param>
internal sealed record ChangedPart(string Text, IReadOnlyList<Attachment> Files);
