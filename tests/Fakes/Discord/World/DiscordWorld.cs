using System.Collections.Concurrent;
using Bots.Fakes.Discord.Rest;

namespace Bots.Fakes.Discord.World;

/// <summary>Everything that exists on the fake server.</summary>
internal sealed class DiscordWorld(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Snowflakes _ids = new(time);

    public TimeProvider Time => time;

    /// <summary>See <see cref="FakeDiscord.Step"/>.</summary>
    public Action<string>? Step { get; set; }

    /// <summary>See <see cref="FakeDiscord.Rewrite"/>.</summary>
    public Func<string, string> Rewrite { get; set; } = ShownContent.Of;

    public FakeUser Bot { get; private set; } = null!;

    public string ApplicationId { get; private set; } = "";

    public ConcurrentDictionary<string, FakeUser> Users { get; } = new();

    public ConcurrentDictionary<string, FakeGuild> Guilds { get; } = new();

    public ConcurrentDictionary<string, FakeChannel> Channels { get; } = new();

    /// <summary>By token.</summary>
    public ConcurrentDictionary<string, FakeInteraction> Interactions { get; } = new();

    /// <summary>By scope: empty for global, else the guild's id.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<FakeCommand>> Commands { get; } = new();

    /// <summary>Uploaded files by id.</summary>
    public ConcurrentDictionary<string, FakeFile> Files { get; } = new();

    /// <summary>The age of addresses of files: older ones no longer work.</summary>
    public int FileAge { get; set; }

    /// <summary>Times that a file was asked for.</summary>
    public ConcurrentQueue<string> Downloads { get; } = new();

    public ConcurrentQueue<string> Violations { get; } = new();

    public ConcurrentQueue<string> Oddities { get; } = new();

    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public static DiscordWorld Create(TimeProvider time)
    {
        var world = new DiscordWorld(time);
        world.Bot = world.AddUser("Testbot", isBot: true);
        world.ApplicationId = world.NextId();
        return world;
    }

    public string NextId()
    {
        lock (_lock) return _ids.Next();
    }

    public FakeUser AddUser(string name, bool isBot = false) => Keep(Users, new FakeUser(NextId(), name) { IsBot = isBot }, static user => user.Id);

    public FakeGuild AddGuild(string name, int shard, int shards)
    {
        lock (_lock) return Keep(Guilds, new FakeGuild(_ids.NextFor(shard, shards), name), static guild => guild.Id);
    }

    public FakeChannel AddChannel(FakeChannel channel) => Keep(Channels, channel, static channel => channel.Id);

    /// <summary>The direct conversation with a user, opened when there is none.</summary>
    public FakeChannel DmWith(FakeUser user)
    {
        lock (_lock)
        {
            return Channels.Values.FirstOrDefault(channel => channel.Recipient?.Id == user.Id)
                ?? AddChannel(new FakeChannel(_ids.Next(), 1, user.Name) { Recipient = user });
        }
    }

    public void Violate(string what) => Violations.Enqueue(what);

    private static T Keep<T>(ConcurrentDictionary<string, T> all, T one, Func<T, string> id)
    {
        all[id(one)] = one;
        return one;
    }
}
