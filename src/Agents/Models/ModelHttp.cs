using System.Net.Http.Headers;

namespace Bots.Agents.Models;

/// <summary>The HTTP side of a model client: turns every refusal into one kind of error, whatever the client library, without the key.</summary>
internal sealed class ModelHttp(string apiKey, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxBody = 4_000;

    // A redirect could carry the key to another server, so it is an answer here and not followed.
    public static HttpClient CreateClient(string apiKey) =>
        new(new ModelHttp(apiKey, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }))
        {
            Timeout = Timeout.InfiniteTimeSpan, // AgentOptions.Timeout watches the silence instead of the whole answer.
        };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType != "text/html") return response;

        using (response)
        {
            var body = await ReadStartAsync(response.Content, cancellationToken);
            throw new ModelHttpException((int)response.StatusCode, WithoutKey(body), WaitOf(response.Headers.RetryAfter));
        }
    }

    private static async Task<string> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await content.ReadAsStreamAsync(cancellationToken));
        var buffer = new char[MaxBody];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new(buffer, 0, length);
    }

    private string WithoutKey(string body) => apiKey.Length == 0 ? body : body.Replace(apiKey, "***", StringComparison.Ordinal);

    private static TimeSpan? WaitOf(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > DateTimeOffset.UnixEpoch => date - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };
}
