using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bots.Adapters.Telegram.Api;

/// <summary>Speaks HTTP with a Bot API server. The token stands in every address, so no address ever leaves this class.</summary>
internal sealed class TelegramClient(TelegramOptions options, TimeProvider time) : ITelegramClient
{
    // In seconds. Whatever a server asks for, no wait is none at all, and none is longer than a timer can count.
    private const int LeastWait = 1;
    private const int MostWait = 86_400;

    private const string Hidden = "<token>";

    // Shorter than any secret that Telegram gives, and long enough to stand in no other word.
    private const int ShortestSecret = 8;

    private readonly HttpClient _http = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<TResult> CallAsync<TResult>(TelegramRequest<TResult> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.RequestTimeoutSeconds) + request.Hold, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var content = request.ToContent();
            using var answer = await _http.PostAsync(AddressOf(request.Method), content, either.Token);
            return await ReadAsync<TResult>(answer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TelegramApiException(0, $"No answer to {request.Method} in time.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            throw new TelegramApiException(0, $"{request.Method} did not reach the server: {Scrub(exception)}");
        }
    }

    public async Task<byte[]?> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{options.BaseUrl.TrimEnd('/')}/file/bot{options.Token}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new TelegramApiException((int)answer.StatusCode, "The file cannot be downloaded.");
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(body, maxBytes, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TelegramApiException(0, $"A download broke off: {Scrub(exception)}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]?> ReadAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16_384];
        while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (content.Length + read > maxBytes) return null;
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = 100, // far more than the platform's limits let through; a slow platform costs no memory
        PooledConnectionLifetime = TimeSpan.FromMinutes(15), // so that a change in DNS is noticed
        AllowAutoRedirect = false, // nothing but the configured server is ever asked
        ActivityHeadersPropagator = null, // tracing of requests would record their addresses, and with them the token
    };

    private Uri AddressOf(string method) => new($"{options.BaseUrl.TrimEnd('/')}/bot{options.Token}/{method}");

    private async Task<TResult> ReadAsync<TResult>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = Parse<TResult>(body, answer);
        if (response is { Ok: true, Result: { } result }) return result;
        throw new TelegramApiException(
            response.ErrorCode == 0 ? (int)answer.StatusCode : response.ErrorCode,
            Scrub(response.Description ?? answer.ReasonPhrase ?? "no description"))
        {
            RetryAfter = RetryAfterOf(response.Parameters, answer),
            MigrateToChatId = response.Parameters?.MigrateToChatId,
            IsForeign = response.ErrorCode == 0,
        };
    }

    private TelegramResponse<TResult> Parse<TResult>(byte[] body, HttpResponseMessage answer)
    {
        try
        {
            var type = (JsonTypeInfo<TelegramResponse<TResult>>)TelegramJson.Default.GetTypeInfo(typeof(TelegramResponse<TResult>))!;
            return JsonSerializer.Deserialize(body, type) ?? new();
        }
        catch (JsonException) when (!answer.IsSuccessStatusCode)
        {
            return new(); // a proxy's page: its status says enough
        }
        // Whatever goes wrong while reading is no failure of the network.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new TelegramApiException(0, $"The server's answer could not be read: {Scrub(exception)}") { IsUnreadable = true };
        }
    }

    private static TimeSpan? RetryAfterOf(ResponseParameters? parameters, HttpResponseMessage answer)
    {
        var asked = parameters?.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : answer.Headers.RetryAfter?.Delta;
        return asked is { } wait ? TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, LeastWait, MostWait)) : null;
    }

    private string Scrub(Exception exception) =>
        Scrub(exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message);

    // The half behind the colon is the secret one: a server may write the colon otherwise.
    private string Scrub(string text)
    {
        if (options.Token.Length == 0) return text;
        var whole = text.Replace(options.Token, Hidden, StringComparison.OrdinalIgnoreCase);
        var secret = options.Token[(options.Token.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return secret.Length < ShortestSecret ? whole : whole.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
    }
}
