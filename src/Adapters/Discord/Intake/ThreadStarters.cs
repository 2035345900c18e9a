using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Intake;

/// <summary>Knows what threads and forum posts began with. Thread-safe.</summary>
/// <remarks>What it tells is background: where Discord does not give it, a message is understood without.</remarks>
internal sealed class ThreadStarters(DiscordContext context, ChannelDirectory channels)
{
    private const int Most = 10_000;
    private const int LongestTitle = 100;

    private readonly ConcurrentDictionary<string, DiscordMessage?> _known = new();
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>Whether a thread is a conversation with the bot, so that nobody has to mention it there: it opened the thread, or the thread began by speaking to it.</summary>
    public async Task<bool> IsOursAsync(DiscordChannel thread, DiscordSelf self, CancellationToken cancellationToken) =>
        thread.OwnerId == self.UserId || (await FindAsync(thread, cancellationToken) is { } starter && DiscordMapping.Mentions(starter, self));

    /// <summary>What a conversation that the bot is asked into was about, once per conversation; empty when there is nothing to tell.</summary>
    public async Task<string> StoryAsync(DiscordMessage message, DiscordChannel thread, string sessionKey, DiscordSelf self, CancellationToken cancellationToken)
    {
        if (thread.OwnerId == self.UserId || _told.ContainsKey(sessionKey)) return "";
        var isPost = await ParentAsync(thread, cancellationToken) is { IsForum: true };
        var title = OthersText.Neutral(thread.Name ?? "", LongestTitle);
        var about = title.Length == 0 ? "" : $"[This is {(isPost ? "a post in a forum" : "a thread")} titled “{OthersText.Label(title)}”.]";
        var starter = message.Id == thread.Id || message.ReferencedMessage?.Id == thread.Id ? null : await FindAsync(thread, cancellationToken);
        if (_told.Count >= Most) _told.Clear();
        _told[sessionKey] = true;
        return starter is { Author: { } author } && DiscordWords.Of(starter, self) is { Length: > 0 } words
            ? $"{about}\n[It began with this message of {DiscordWords.LabelOf(author)}:]\n{OthersText.Quoted(words)}".TrimStart() : about;
    }

    // The first message of a post, and of a thread that was opened from a message, has the thread's own id; that of a thread stands in its channel.
    private async Task<DiscordMessage?> FindAsync(DiscordChannel thread, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(thread.Id, out var known)) return known;
        if (_known.Count >= Most) _known.Clear();
        try
        {
            var isPost = await ParentAsync(thread, cancellationToken) is not { IsForum: false };
            return _known[thread.Id] = await context.Messages.GetAsync(isPost ? thread.Id : thread.ParentId!, thread.Id, cancellationToken);
        }
        catch (DiscordApiException exception)
        {
            if (!exception.IsOutage && exception.Status != 429) _known[thread.Id] = null;
            return null;
        }
    }

    private async Task<DiscordChannel?> ParentAsync(DiscordChannel thread, CancellationToken cancellationToken)
    {
        try
        {
            return thread.ParentId is { } parent ? await channels.FindAsync(parent, cancellationToken) : null;
        }
        catch (DiscordApiException)
        {
            return null;
        }
    }
}
