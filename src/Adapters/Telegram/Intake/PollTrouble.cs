using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>What to do, and what to tell the operator, after a poll failed.</summary>
internal sealed class PollTrouble
{
    // Short at first: at a restart it is the former host, whose last poll ends by itself in a moment.
    private static readonly TimeSpan[] ConflictWaits = [.. new[] { 2, 3, 5, 10, 15, 25, 35, 45, 55 }.Select(static seconds => TimeSpan.FromSeconds(seconds))];
    private static readonly TimeSpan RejectedWait = TimeSpan.FromMinutes(5);

    private int _conflicts;
    private int _failures;

    /// <summary>Everything works again.</summary>
    public void Over() => (_conflicts, _failures) = (0, 0);

    /// <summary>How long to wait after <paramref name="exception"/>, and how the adapter is doing.</summary>
    public (TimeSpan Wait, AdapterState State) After(Exception exception, string bot) => exception switch
    {
        TelegramApiException { Code: 401 or 404 } => (RejectedWait, new(AdapterHealth.Failed,
            $"Telegram rejects the token: check Bots:{bot}:Token (a new one comes from @BotFather) and Bots:{bot}:BaseUrl, then restart.")),
        TelegramApiException { Code: 409 } conflict => (ConflictWaits[Math.Min(_conflicts++, ConflictWaits.Length - 1)], Retrying(
            $"Somebody else receives with the token of {bot}: another copy of this program, an old container, or a webhook of another service. Stop it, or make a new token with @BotFather. ({conflict.Description})")),
        TelegramApiException { RetryAfter: { } wait } => (wait, Retrying($"Telegram asks to wait {wait.TotalSeconds:0} s.")),
        TelegramApiException { IsUnreadable: true } answer => (Backoff(), Retrying(
            $"Telegram's answer cannot be read; check that Bots:{bot}:BaseUrl is a Bot API server, and that this program is up to date. ({answer.Message})")),
        TelegramApiException api => (Backoff(), Retrying($"Telegram cannot be reached; check the network and Bots:{bot}:BaseUrl. ({api.Message})")),
        _ => (Backoff(), Retrying($"Receiving failed. ({exception.GetType().Name}: {exception.Message})")),
    };

    private static AdapterState Retrying(string detail) => new(AdapterHealth.Retrying, detail);

    // 1, 2, 4 … 60 s, each shortened by up to a quarter, so that many hosts do not come back at the same instant.
    private TimeSpan Backoff()
    {
        var seconds = Math.Min(60, Math.Pow(2, Math.Min(_failures++, 6)));
        return TimeSpan.FromSeconds(seconds * (1 - (Random.Shared.NextDouble() / 4)));
    }
}
