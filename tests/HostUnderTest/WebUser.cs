using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bots.HostUnderTest;

/// <summary>A person at the web chat, as stubborn as the page: a message is sent again until the host says that it has it.</summary>
public sealed class WebUser(string name, int port) : IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { CookieContainer = new CookieContainer() })
    {
        BaseAddress = new($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromSeconds(10),
    };

    private bool _known;

    /// <summary>What the host acknowledged, in order.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>Says the next thing; returns when it is accepted. An unsent message is given up when cancelled.</summary>
    public Task SayAsync(CancellationToken cancellationToken) =>
        SayAsync(string.Create(CultureInfo.InvariantCulture, $"{name} says {Accepted.Count}."), cancellationToken);

    /// <summary>Says this; returns when it is accepted.</summary>
    public async Task SayAsync(string text, CancellationToken cancellationToken = default)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{name.Replace(' ', '-')}-{Accepted.Count}");
        await UntilAsync(async () =>
        {
            if (!_known) (await _client.GetAsync("/", cancellationToken)).EnsureSuccessStatusCode();
            _known = true;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/chat/messages")
            {
                Content = JsonContent.Create(new { id, text }),
                Headers = { { "Origin", $"http://127.0.0.1:{port}" } },
            };
            using var response = await _client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }, cancellationToken);
        Accepted.Add(text);
    }

    /// <summary>The page's <paramref name="number"/>th answer (HTML), once it is there.</summary>
    public async Task<string> AnswerAsync(int number)
    {
        List<string> answers = [];
        for (var patience = 0; patience < 300 && answers.Count < number; patience++)
        {
            if (patience > 0) await Task.Delay(100);
            await UntilAsync(async () => answers = await AnswersAsync(), CancellationToken.None);
        }

        return answers.Count >= number ? answers[number - 1] : throw new TimeoutException($"{name} waits for answer {number}");
    }

    /// <summary>The page's answers so far (HTML), oldest first.</summary>
    /// <exception cref="HttpRequestException">The host is not there.</exception>
    public async Task<List<string>> AnswersAsync() => [.. (await _client.GetFromJsonAsync<JsonElement>("/chat/history")).GetProperty("messages").EnumerateArray()
        .Where(static message => message.GetProperty("role").GetString() == "assistant").Select(static message => message.GetProperty("html").GetString()!)];

    /// <summary>The key of this person's conversation.</summary>
    public async Task<string> SessionKeyAsync()
    {
        var session = "";
        await UntilAsync(async () => session = (await _client.GetFromJsonAsync<JsonElement>("/chat/history")).GetProperty("session").GetString()!, CancellationToken.None);
        return $"bot_web_{session}";
    }

    public void Dispose() => _client.Dispose();

    private static async Task UntilAsync(Func<Task> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
