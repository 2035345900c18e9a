namespace Bots.Fakes.Telegram;

/// <summary>The server's limits on sending: per chat, per group and per token. Off unless a test switches them on.</summary>
public sealed class FakeFloodLimits(TimeProvider time)
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _sent = [];

    /// <summary>Whether requests beyond the limits are refused.</summary>
    public bool Enforced { get; set; }

    /// <summary>Sends and edits one private chat takes within a second; short bursts are fine.</summary>
    public int PerChatBurst { get; set; } = 4;

    /// <summary>Sends and edits one group takes within a minute.</summary>
    public int PerGroupMinute { get; set; } = 20;

    /// <summary>Sends and edits of one token within a second.</summary>
    public int PerSecond { get; set; } = 30;

    /// <summary>How many requests were refused.</summary>
    public int Refused { get; private set; }

    internal void Charge(string token, FakeChat chat)
    {
        if (!Enforced) return;
        var group = chat.Type != "private";
        Check($"token {token}", PerSecond, TimeSpan.FromSeconds(1));
        Check($"chat {chat.Id}", group ? PerGroupMinute : PerChatBurst, TimeSpan.FromSeconds(group ? 60 : 1));
        foreach (var name in new[] { $"token {token}", $"chat {chat.Id}" }) _sent[name].Enqueue(time.GetUtcNow());
    }

    private void Check(string name, int most, TimeSpan within)
    {
        if (!_sent.TryGetValue(name, out var times)) _sent[name] = times = new();
        while (times.Count > 0 && time.GetUtcNow() - times.Peek() >= within) times.Dequeue();
        if (times.Count < most) return;
        Refused++;
        throw BotApiException.TooMany(Math.Max(1, (int)Math.Ceiling((times.Peek() + within - time.GetUtcNow()).TotalSeconds)));
    }
}
