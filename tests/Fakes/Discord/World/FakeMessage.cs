using System.Text.Json.Nodes;

namespace Bots.Fakes.Discord.World;

/// <summary>A message with all it ever said.</summary>
public sealed class FakeMessage(string id, FakeChannel channel, FakeUser author, string content, DateTimeOffset sentAt)
{
    private readonly Lock _lock = new();
    private readonly List<FakeEdit> _edits = [];

    public string Id => id;

    public FakeChannel Channel => channel;

    public FakeUser Author => author;

    public DateTimeOffset SentAt => sentAt;

    /// <summary>What it says now.</summary>
    public string Content { get; private set; } = content;

    /// <summary>Every text before the present one, oldest first.</summary>
    public IReadOnlyList<FakeEdit> Edits
    {
        get
        {
            lock (_lock) return [.. _edits];
        }
    }

    public DateTimeOffset? EditedAt { get; private set; }

    public string? Nonce { get; init; }

    public FakeMessage? ReplyTo { get; init; }

    /// <summary>True when only one user sees it (flag 64).</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>True for a webhook's message.</summary>
    public bool IsWebhook { get; init; }

    /// <summary>0 an ordinary message, 19 a reply, 7 somebody joined, ...</summary>
    public int Type { get; init; }

    public IReadOnlyList<FakeFile> Files { get; internal set; } = [];

    /// <summary>The components as they were sent (JSON); empty when there are none.</summary>
    public string Components { get; internal set; } = "";

    /// <summary>The users the message mentions now.</summary>
    public IReadOnlyList<FakeUser> Mentions { get; set; } = [];

    /// <summary>What <c>allowed_mentions</c> said (JSON); null when it was left out, which would ping everyone named.</summary>
    public string? AllowedMentions { get; init; }

    /// <summary>Further fields on the wire: a poll, stickers, what was forwarded.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>True once a thread was opened from it.</summary>
    public bool HasThread { get; internal set; }

    /// <summary>True while it only says that an answer is on its way (a deferred response).</summary>
    public bool IsLoading { get; internal set; }

    internal void Edit(string content, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (!IsLoading) _edits.Add(new(at, Content));
            IsLoading = false;
            Content = content;
            EditedAt = at;
        }
    }
}
