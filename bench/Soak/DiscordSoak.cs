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
        switch (random.Next(8))
        {
            case 0: discord.Rest.Fail(502, route); break;
            case 1: discord.Rest.Limit("user", TimeSpan.FromSeconds(1), route); break;
            case 2: discord.Rest.Limit("shared", TimeSpan.FromSeconds(1), route); break;
            case 3: discord.Rest.LoseAnswer(route); break;
            case 4: discord.Rest.HoldAnswer(Task.Delay(2_000), route); break;
            case 5: discord.Gateway.Cut(); break;
            case 6: discord.Gateway.AskToReconnect(); break;
            default: discord.Rest.Limit("global", TimeSpan.FromSeconds(0.5), route); break;
        }
    }

    public ValueTask DisposeAsync() => discord.DisposeAsync();
}
