using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.Adapters.Discord.Limits;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Api;

/// <summary>Sends requests within the limits; the only place that knows the token.</summary>
internal sealed partial class DiscordHttp : IDisposable
{
    private const int MostTries = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DiscordOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly RateLimitScheduler _limits;
    private readonly InvalidRequestGuard _guard;

    public DiscordHttp(DiscordOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _limits = new(time);
        _guard = new(time);
        Clock = new(time);
        _http = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd($"DiscordBot ({options.UserAgentUrl}, {ProgramVersion.Of(typeof(DiscordHttp).Assembly)})");
    }

    /// <summary>Discord's clock, as its answers tell it.</summary>
    public ServerClock Clock { get; }

    /// <summary>Sends, and reads the answer.</summary>
    public async Task<T> SendAsync<T>(DiscordCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await SendAsync(call, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new DiscordApiException(0, 0, $"{call.Route} was answered with nothing.");
        }
        catch (JsonException exception)
        {
            throw new DiscordApiException(0, 0, $"The answer to {call.Route} could not be read: {Scrub(exception.Message)}");
        }
    }

    /// <summary>Sends; an answer that says to wait is obeyed as long as that is bearable.</summary>
    public async Task<byte[]> SendAsync(DiscordCall call, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await SendOnceAsync(call, cancellationToken);
            }
            catch (DiscordApiException exception) when (exception is { Status: 429, RetryAfter: { } wait, IsOurs: false } && call.Urgency == Urgency.Final && wait <= Patience && tries < MostTries)
            {
                LogLimited(call.Route, wait);
            }
        }
    }

    /// <summary>Reads a file from Discord's file servers, without the token; null when it is longer than <paramref name="maxBytes"/>.</summary>
    public async Task<byte[]?> DownloadAsync(Uri file, int maxBytes, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.RequestTimeoutSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var answer = await _http.GetAsync(file, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode) throw new DiscordApiException((int)answer.StatusCode, 0, "the file server refused");
            return answer.Content.Headers.ContentLength > maxBytes ? null : await ReadAsync(await answer.Content.ReadAsStreamAsync(either.Token), maxBytes, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DiscordApiException(0, 0, $"No file within {_options.RequestTimeoutSeconds} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new DiscordApiException(0, 0, $"The file server was not reached: {Scrub(exception.Message)}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]?> ReadAsync(Stream content, int maxBytes, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[81_920];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (read.Length + count > maxBytes) return null;
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    private async Task<byte[]> SendOnceAsync(DiscordCall call, CancellationToken cancellationToken)
    {
        _guard.Check(call.IsBot);
        var start = _time.GetTimestamp();
        using var place = await _limits.EnterAsync(call, call.Urgency == Urgency.Final ? Patience : TimeSpan.Zero, cancellationToken);
        if (!SendPermit.IsGiven) throw new DiscordApiException(429, 0, SendPermit.Refusal) { RetryAfter = SendPermit.Pause, IsOurs = true };
        if (call.Urgency == Urgency.Final) AdapterMetrics.Waited("discord", _time.GetElapsedTime(start));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.RequestTimeoutSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = ToRequest(call);
            using var answer = await _http.SendAsync(request, either.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            var headers = RateLimitHeaders.Of(answer, body);
            place.Learn(headers);
            _guard.Count(answer.StatusCode, headers, call.IsBot);
            if (!answer.IsSuccessStatusCode) throw Refused(answer.StatusCode, body, headers);
            Clock.Learn(answer.Headers.Date);
            return body;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DiscordApiException(0, 0, $"No answer to {call.Route} within {_options.RequestTimeoutSeconds} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new DiscordApiException(0, 0, $"{call.Route} did not reach Discord: {Scrub(exception.Message)}");
        }
    }

    private HttpRequestMessage ToRequest(DiscordCall call)
    {
        var request = new HttpRequestMessage(call.Method, $"{_options.BaseUrl.TrimEnd('/')}{call.Path}") { Content = call.ToContent() };
        if (call.IsBot) request.Headers.Authorization = new AuthenticationHeaderValue("Bot", _options.Token);
        return request;
    }

    private DiscordApiException Refused(HttpStatusCode status, byte[] body, RateLimitHeaders headers)
    {
        var error = RateLimitHeaders.ReadError(body);
        var details = error is { Code: 50035 } ? $" {System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500)))}" : "";
        return new((int)status, error?.Code ?? 0, Scrub((error?.Message ?? status.ToString()) + details)) { RetryAfter = headers.RetryAfter, IsForeign = error?.Message is null };
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = 100, // far more than the platform's limits let through; a slow platform costs no memory
        AllowAutoRedirect = false, // the API has none, and a file server must not lead elsewhere
        PooledConnectionLifetime = TimeSpan.FromMinutes(15), // so that a change in DNS is noticed
        ActivityHeadersPropagator = null, // tracing of requests would record their addresses, and with them tokens of interactions
    };

    private string Scrub(string text) => _options.Token.Length == 0 ? text : text.Replace(_options.Token, "<token>", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Discord asks to wait {Wait} before {Route}")]
    private partial void LogLimited(string route, TimeSpan wait);
}
