using System.Globalization;
using Bots.Fakes.Discord;
using Bots.Fakes.Discord.World;

namespace Bots.HostUnderTest;

/// <summary>People in direct conversations on Discord. A preview may be shown while an answer grows, but in the end every message of the bot
/// is an answer, and each answer stands there once: no duplicates and no strays.</summary>
public sealed class DiscordScene : IKillScene
{
    // Nobody goes on writing for ever to somebody who does not answer: what waits stays within what a channel's limits let through.
    private const int MostUnanswered = 10;

    private readonly FakeDiscord _discord;
    private readonly List<(FakeUser User, FakeChannel Channel, List<string> Said)> _people;

    public DiscordScene(FakeDiscord discord, int users)
    {
        _discord = discord;
        _people = [.. Enumerable.Range(1, users).Select(number => discord.AddUser($"user {number}")).Select(user => (user, discord.Dm(user), new List<string>()))];
    }

    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Bots:discord:Token", _discord.Token), ("Bots:discord:BaseUrl", _discord.BaseUrl), ("Bots:discord:PreviewIntervalMilliseconds", "100"),
        ("Bots:web:Enabled", "false"),
    ];

    public int Accepted => _people.Sum(static person => person.Said.Count);

    public int Progress => _discord.Requests.Count;

    public Task WriteAsync(CancellationToken cancellationToken) => Task.WhenAll(_people.Select(person => WriteAsync(person, cancellationToken)));

    public async Task<string?> CheckAsync(string store, string folder)
    {
        foreach (var person in _people)
        {
            for (var patience = 0; patience < 900 && !Shown(person.Channel).SequenceEqual(person.Said.Select(KillRun.Answer)); patience++) await Task.Delay(100);
            if (!Shown(person.Channel).SequenceEqual(person.Said.Select(KillRun.Answer)))
                return $"Said: {string.Join('|', person.Said)}\nShown: {string.Join('|', Shown(person.Channel))}";
        }

        return _discord.Violations.Count == 0 ? null : string.Join('\n', _discord.Violations);
    }

    private List<string> Shown(FakeChannel channel) => [.. channel.Messages.Where(message => message.Author.Id == _discord.Bot.Id).Select(static message => message.Content)];

    private async Task WriteAsync((FakeUser User, FakeChannel Channel, List<string> Said) person, CancellationToken cancellationToken)
    {
        // A bot hears nothing of what was said before its first session; from then on nothing may be missed.
        while (_discord.Gateway.Listening == 0 && !cancellationToken.IsCancellationRequested) await Task.Delay(10, CancellationToken.None);
        await Task.Delay(300, CancellationToken.None);
        while (!cancellationToken.IsCancellationRequested)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{person.User.Name} says {person.Said.Count}.");
            while (person.Said.Count - Shown(person.Channel).Count >= MostUnanswered && !cancellationToken.IsCancellationRequested) await Task.Delay(50, CancellationToken.None);
            person.Said.Add(text);
            _discord.UserSays(person.Channel, person.User, text);
            await Task.Delay(400, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
