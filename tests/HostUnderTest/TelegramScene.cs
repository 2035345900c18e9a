using System.Globalization;
using Bots.Fakes.Telegram;

namespace Bots.HostUnderTest;

/// <summary>People on Telegram; what they see is what the chat shows in the end.</summary>
/// <remarks>Telegram keeps an update until the bot confirms it, so everything said must be answered. A message that ends in "…" is a stray
/// preview: after a crash there may be one, but never a second answer.</remarks>
public sealed class TelegramScene(FakeTelegram telegram, int users) : IKillScene
{
    // More would wait than a host takes of one person, where the machine is slow.
    private const int MostUnanswered = 20;

    private readonly List<string>[] _said = [.. Enumerable.Range(0, users).Select(static _ => new List<string>())];

    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Bots:telegram:Token", telegram.Token), ("Bots:telegram:BaseUrl", telegram.BaseUrl), ("Bots:telegram:PreviewIntervalPrivateMilliseconds", "100"),
        // People who write four times a second are answered as fast: the fake has no limits here, and a kill is worth more with much under way.
        ("Bots:telegram:ChatMessagesPerSecond", "1000"), ("Bots:telegram:MessagesPerSecond", "1000"), ("Bots:web:Enabled", "false"),
    ];

    public int Accepted => _said.Sum(static said => said.Count);

    public int Progress => telegram.CallsOf("editMessageText").Count + telegram.CallsOf("sendMessage").Count;

    /// <summary>Previews that a crash left behind.</summary>
    public int Strays { get; private set; }

    public Task WriteAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, users).Select(user => WriteAsync(user, cancellationToken)));

    public async Task<string?> CheckAsync(string store, string folder)
    {
        for (var user = 0; user < users; user++)
        {
            for (var patience = 0; patience < 900 && Finals(user).Count < _said[user].Count; patience++) await Task.Delay(100);
        }

        // A duplicate would come late: give it the time to show itself.
        await Task.Delay(500);
        for (var user = 0; user < users; user++)
        {
            Strays += telegram.Chat(user + 1).BotMessages.Count(static message => message.Text.EndsWith('…'));
            if (!Finals(user).SequenceEqual(_said[user].Select(KillRun.Answer)))
                return $"Said: {string.Join('|', _said[user])}\nShown: {string.Join('|', telegram.Chat(user + 1).BotMessages.Select(static message => message.Text))}";
        }

        return telegram.Violations.Count == 0 ? null : string.Join('\n', telegram.Violations);
    }

    private List<string> Finals(int user) =>
        [.. telegram.Chat(user + 1).BotMessages.Select(static message => message.Text).Where(static text => !text.EndsWith('…'))];

    private async Task WriteAsync(int user, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"user {user + 1} says {_said[user].Count}.");
            while (_said[user].Count - Finals(user).Count >= MostUnanswered && !cancellationToken.IsCancellationRequested) await Task.Delay(50, CancellationToken.None);
            _said[user].Add(text);
            telegram.UserSays(user + 1, text);
            await Task.Delay(250, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
