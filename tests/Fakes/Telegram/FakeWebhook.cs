using System.Net;
using System.Net.Http.Headers;

namespace Bots.Fakes.Telegram;

/// <summary>The server's side of webhooks: sends what waits, in order, until each is answered with 2xx. The public address is played by a local one.</summary>
public sealed class FakeWebhook(FakeTelegram fake, string localUrl) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>The statuses answered so far.</summary>
    public List<HttpStatusCode> Answers { get; } = [];

    /// <summary>Sends everything that waits; what is refused is sent again, as often as said.</summary>
    public async Task SendAllAsync(int attempts = 50)
    {
        for (var attempt = 0; attempt < attempts && fake.Updates.First() is var (id, json); attempt++)
        {
            var status = await SendAsync(json);
            Answers.Add(status);
            if ((int)status is >= 200 and < 300) fake.Updates.Taken(id);
        }
    }

    /// <summary>Sends one body as the server would, or with another secret.</summary>
    public async Task<HttpStatusCode> SendAsync(string json, string? secret = null)
    {
        if (fake.WebhookUrl is not { } url) throw new InvalidOperationException("No webhook is set.");
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, localUrl.TrimEnd('/') + new Uri(url).AbsolutePath) { Content = content };
        if ((secret ?? fake.WebhookSecret) is { Length: > 0 } token) request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", token);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}
