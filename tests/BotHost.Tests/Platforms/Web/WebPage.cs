using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Bots.Fakes;

namespace Bots.BotHost.Tests.Platforms.Web;

/// <summary>The page in a person's browser, as stubborn as the real one: it comes back by itself, sends again what was not accepted, says of
/// every reply that it shows it, and shows a reply that comes twice once.</summary>
internal sealed class WebPage : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Lock _lock = new();
    private readonly List<(string Id, Seen Seen)> _finals = [];
    private readonly Dictionary<string, string> _growing = [];
    private CancellationTokenSource _away = new();
    private Task _running = Task.CompletedTask;
    private int _waits;
    private int _readies;
    private int _receiptsToLose;

    private WebPage(HttpClient http, string session) => (_http, Session) = (http, session);

    /// <summary>The number that the host gave the browser.</summary>
    public string Session { get; }

    /// <summary>What the page shows of the bot: finished replies, then what still grows.</summary>
    public IReadOnlyList<Seen> Seen
    {
        get
        {
            lock (_lock) return [.. _finals.Select(static final => final.Seen), .. _growing.Select(static answer => WebText.ToSeen(answer.Key, answer.Value) with { IsUnfinished = true })];
        }
    }

    /// <summary>How often the page showed that an answer is on its way.</summary>
    public int Waits => Volatile.Read(ref _waits);

    /// <summary>Somebody new opens the page.</summary>
    public static async Task<WebPage> OpenAsync(WebFront front)
    {
        var http = front.NewBrowser();
        (await http.GetAsync("/")).EnsureSuccessStatusCode();
        var page = new WebPage(http, (await http.GetFromJsonAsync<JsonElement>("/chat/history")).GetProperty("session").GetString()!);
        await page.ConnectAsync();
        return page;
    }

    public async Task ConnectAsync()
    {
        var before = Volatile.Read(ref _readies);
        _away = new();
        _running = Task.Run(() => StayAsync(_away.Token));
        await Eventually.TrueAsync(() => Volatile.Read(ref _readies) > before, "the page is connected");
    }

    public async Task DisconnectAsync()
    {
        await _away.CancelAsync();
        await _running;
        _away.Dispose();
    }

    public async Task<Said> SayAsync(Room room, string text)
    {
        var id = Guid.NewGuid().ToString("N");
        await PostAsync("/chat/messages", new { id, text });
        return new(room, id, text);
    }

    public Task RepeatAsync(Said said) => PostAsync("/chat/messages", new { id = said.MessageId, text = said.DeliveryId });

    public Task StopAsync() => PostAsync("/chat/stop", new { });

    public void LoseNextReceipt() => Interlocked.Increment(ref _receiptsToLose);

    public async ValueTask DisposeAsync()
    {
        if (!_away.IsCancellationRequested) await DisconnectAsync();
    }

    private async Task PostAsync(string path, object body)
    {
        for (var end = Environment.TickCount64 + 30_000; !await TryAsync(async () => (await _http.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode());)
        {
            if (Environment.TickCount64 > end) throw new TimeoutException($"Not accepted within 30 s: {path}");
            await Task.Delay(10);
        }
    }

    private async Task StayAsync(CancellationToken away)
    {
        while (!away.IsCancellationRequested)
        {
            await TryAsync(() => ListenAsync(away));
            await Task.Delay(10, away).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false; // the host is not there, or the page is left
        }
    }

    private async Task ListenAsync(CancellationToken away)
    {
        using var response = await _http.GetAsync("/chat/events", HttpCompletionOption.ResponseHeadersRead, away);
        response.EnsureSuccessStatusCode();
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(away));
        await foreach (var item in parser.EnumerateAsync(away))
        {
            if (item.EventType == "ready") Interlocked.Increment(ref _readies);
            if (item.EventType == "answer") Grow(JsonElement.Parse(item.Data));
            if (item.EventType == "final") await ShowAsync(JsonElement.Parse(item.Data), away);
        }
    }

    private void Grow(JsonElement answer)
    {
        var turn = answer.GetProperty("turn").GetString()!;
        lock (_lock)
        {
            if (answer.GetProperty("active").GetBoolean()) Interlocked.Increment(ref _waits);
            else _growing.Remove(turn);
            if (answer.GetProperty("active").GetBoolean() && answer.GetProperty("html").GetString() is { } html) _growing[turn] = html;
        }
    }

    private async Task ShowAsync(JsonElement final, CancellationToken away)
    {
        var id = final.GetProperty("id").GetString()!;
        lock (_lock)
        {
            _growing.Remove(final.GetProperty("turn").GetString()!);
            if (!_finals.Exists(shown => shown.Id == id)) _finals.Add((id, WebText.ToSeen(id, final.GetProperty("html").GetString()!) with { File = FileOf(final) }));
        }

        if (Interlocked.Decrement(ref _receiptsToLose) >= 0) throw new IOException("The line breaks before the receipt.");
        Interlocked.Increment(ref _receiptsToLose);
        await _http.PostAsJsonAsync("/chat/receipts", new { id }, away);
    }

    private static string? FileOf(JsonElement final) =>
        final.TryGetProperty("file", out var file) && file.ValueKind == JsonValueKind.Object ? file.GetProperty("content").GetString() : null;
}
