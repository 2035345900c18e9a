using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.Bench.Soak;

/// <summary>Direct conversations on the fake Discord, whose rate limits are lifted: it is the host that is measured.</summary>
internal sealed class DiscordSoak(FakeDiscord discord, int users) : ISoakPlatform
{
    private const string Post = "POST /channels/{channel_id}/messages";
    private const string Patch = "PATCH /channels/{channel_id}/messages/{message_id}";

    private readonly List<(FakeUser User, FakeChannel Channel)> _people =
        [.. Enumerable.Range(0, users).Select(number => discord.AddUser($"user {number}")).Select(user => (user, discord.Dm(user)))];

    public IReadOnlyList<(string Key, string Value)> Settings => [("Bots:discord:Token", discord.Token), ("Bots:discord:BaseUrl", discord.BaseUrl)];

    public int Violations => discord.Violations.Count;

    public async Task ConnectedAsync()
    {
        while (discord.Gateway.Listening == 0) await Task.Delay(20);
        await Task.Delay(500);
    }

    public void Say(int user, string text) => discord.UserSays(_people[user].Channel, _people[user].User, text);

    public IReadOnlyList<ShownReply> Shown(int user) =>
        [.. _people[user].Channel.Messages.Where(static message => message.Author.IsBot).Select(static message => new ShownReply(message.Content, message.SentAt, message.EditedAt ?? message.SentAt))];

    public void Break(Random random)
    {
        var route = random.Next(2) == 0 ? Post : Patch;
        switch (random.Next(30))
        {
            case 0 or 10 or 11 or 12: discord.Rest.Fail(502, route); break;
            case 1 or 13 or 14 or 15: discord.Rest.Limit("user", TimeSpan.FromSeconds(1), route); break;
            case 2: discord.Rest.Limit("shared", TimeSpan.FromSeconds(1), route); break;
            case 3 or 16 or 17 or 18: discord.Rest.LoseAnswer(route); break;
            case 4 or 19 or 20 or 21: discord.Rest.HoldAnswer(Task.Delay(2_000), route); break;
            case 5: discord.Gateway.Cut(); break; // the sockets break seldom: a bot may connect only so often a day
            case 6: discord.Gateway.AskToReconnect(); break;
            case 7: discord.Rest.Limit("global", TimeSpan.FromSeconds(0.5), route); break;
            default: discord.Rest.Limit("shared", TimeSpan.FromSeconds(0.2), route); break;
        }
    }

    public ValueTask DisposeAsync() => discord.DisposeAsync();
}
