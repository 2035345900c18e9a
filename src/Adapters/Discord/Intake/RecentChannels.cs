namespace Bots.Adapters.Discord.Intake;

/// <summary>The newest accepted message of each recently active channel.</summary>
internal sealed class RecentChannels(int most)
{
    private readonly Dictionary<string, string> _newest = [];

    public IReadOnlyDictionary<string, string> Snapshot() => new Dictionary<string, string>(_newest);

    public void Load(IReadOnlyDictionary<string, string> newest)
    {
        foreach (var (channel, message) in newest) Saw(channel, message);
    }

    public bool Knows(string channelId) => _newest.ContainsKey(channelId);

    public void Forget(string channelId) => _newest.Remove(channelId);

    /// <summary>Notes a message; the channel that was silent the longest is forgotten when there are too many.</summary>
    public void Saw(string channelId, string messageId)
    {
        if (most == 0 || (_newest.TryGetValue(channelId, out var known) && DiscordMapping.Number(known) >= DiscordMapping.Number(messageId))) return;
        _newest[channelId] = messageId;
        if (_newest.Count > most) _newest.Remove(_newest.MinBy(static pair => DiscordMapping.Number(pair.Value)).Key);
    }

    /// <summary>Channels and their newest messages, the most recent first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> NewestFirst() => [.. _newest.OrderByDescending(static pair => DiscordMapping.Number(pair.Value))];
}
