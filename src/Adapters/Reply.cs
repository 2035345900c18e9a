namespace Bots.Adapters;

/// <summary>A finished answer.</summary>
/// <param name="Markdown">The text; may be empty when there is a file.</param>
public sealed record Reply(string Markdown)
{
    /// <summary>A file sent after the text, or null.</summary>
    public ReplyFile? File { get; init; }

    /// <summary>Rows of buttons under the last message of the answer; empty for none.</summary>
    public IReadOnlyList<IReadOnlyList<ReplyButton>> Buttons { get; init; } = [];

    /// <summary>Whether the answer to a pressed button takes the place of the message with that button, where the platform can; else it is a new message.</summary>
    public bool InPlace { get; init; }
}

/// <summary>A text file made for the user, such as an export.</summary>
/// <param name="Name">The file name, with its ending.</param>
/// <param name="Content">The text of the file (UTF-8 on the wire).</param>
public sealed record ReplyFile(string Name, string Content);
