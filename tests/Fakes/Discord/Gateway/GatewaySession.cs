namespace Bots.Fakes.Discord.Gateway;

/// <summary>A session: what it was sent is kept so that it can be resumed.</summary>
internal sealed class GatewaySession(string id, int shard, int shards, int intents)
{
    private readonly List<byte[]> _sent = [];

    public string Id => id;

    public int Shard => shard;

    public bool HasIntent(int bit) => (intents & (1 << bit)) != 0;

    public int Sequence => _sent.Count;

    public bool IsInvalid { get; set; }

    public GatewayConnection? Connection { get; set; }

    /// <summary>DMs go to shard 0; a guild to the shard its id says.</summary>
    public bool Takes(string? guildId) =>
        guildId is null ? shard == 0 : (long.Parse(guildId, System.Globalization.CultureInfo.InvariantCulture) >> 22) % shards == shard;

    /// <summary>Numbers a dispatch, keeps it, and sends it when somebody listens.</summary>
    public void Dispatch(string name, string data)
    {
        var payload = System.Text.Encoding.UTF8.GetBytes($"{{\"t\":\"{name}\",\"s\":{_sent.Count + 1},\"op\":0,\"d\":{data}}}");
        _sent.Add(payload);
        Connection?.Send(payload);
    }

    public IEnumerable<byte[]> After(int sequence) => _sent.Skip(sequence);
}
