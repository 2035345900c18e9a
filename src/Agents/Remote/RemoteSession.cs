using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bots.Sessions.Http;

namespace Bots.Agents.Remote;

/// <summary>A conversation with an agent that another process serves (<c>POST /agent</c>). Its state lives there, under the session id.</summary>
/// <remarks>Thread-safe; the server answers the questions of one session one after another.</remarks>
public sealed class RemoteSession : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly RemoteSessionOptions _options;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="agentUrl">The server, for example <c>192.168.1.10:8000</c> or <c>https://bots.example/agent</c>; <c>http://</c> is put in front
    /// when the scheme is missing, <c>/agent</c> is added when there is no path.</param>
    /// <param name="sessionId">The session on the server; null for a new one.</param>
    /// <param name="options">How to connect.</param>
    /// <exception cref="ArgumentException">The address or the session's id is none, no header can carry the key, or the time-out is not positive or longer than 24 days.</exception>
    public RemoteSession(string agentUrl, string? sessionId = null, RemoteSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(agentUrl);
        _options = options ?? new();
        _address = Address(agentUrl);
        SessionId = sessionId is not null ? Sessions.SessionId.Check(sessionId) : $"session_{Guid.NewGuid():N}";
        HostClient.Timeout(_options.Timeout, $"{nameof(RemoteSessionOptions)}.{nameof(RemoteSessionOptions.Timeout)}", nameof(options));
        var authorization = HostClient.Bearer(_options.Key, $"{nameof(RemoteSessionOptions)}.{nameof(RemoteSessionOptions.Key)}", nameof(options));
        _client = new() { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Authorization = authorization;
    }

    /// <summary>The session on the server.</summary>
    public string SessionId { get; }

    /// <summary>Says something and returns the whole answer.</summary>
    /// <exception cref="AgentException">The server cannot be reached, refuses, or its agent could not answer; says which.</exception>
    public async Task<string> ChatAsync(string prompt, CancellationToken cancellationToken = default)
    {
        using var silence = new Silence(_options, cancellationToken);
        using var response = await SendAsync(Question(prompt, "application/json"), silence);
        var body = await ReadAsync(response, silence);
        return HostClient.TextOf(body, "response") ?? throw Stranger(response.StatusCode, body);
    }

    /// <summary>Says something and streams the answer's text.</summary>
    /// <exception cref="AgentException">As <see cref="ChatAsync"/>; what was streamed before it is no answer.</exception>
    public async IAsyncEnumerable<string> StreamAsync(string prompt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var silence = new Silence(_options, cancellationToken);
        using var response = await SendAsync(Question(prompt, "text/event-stream"), silence);
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            // A server that does not stream gives the whole answer.
            var body = await ReadAsync(response, silence);
            yield return HostClient.TextOf(body, "response") ?? throw Stranger(response.StatusCode, body);
            yield break;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
        while (await NextAsync(events, silence))
        {
            if (events.Current.EventType == "done") yield break;
            if (events.Current.EventType == "error") throw new AgentException(HostClient.TextOf(events.Current.Data, "error") ?? "The agent could not answer.");
            if (HostClient.TextOf(events.Current.Data, "text") is { Length: > 0 } text) yield return text;
        }

        throw new AgentException($"The agent server at {_address} was reached, but its answer was cut off before its end.") { Failure = AgentFailure.Incomplete, IsTransient = true };
    }

    /// <summary>True when the server answers and serves an agent.</summary>
    /// <exception cref="AgentException">It refuses the key.</exception>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        using var silence = new Silence(_options, cancellationToken);
        try
        {
            using var response = await SendAsync(new(HttpMethod.Get, $"{_address}/health"), silence);
            return HostClient.TextOf(await ReadAsync(response, silence), "status") is not null;
        }
        catch (AgentException exception) when (exception.Failure is not AgentFailure.KeyRejected)
        {
            return false;
        }
    }

    /// <summary>Closes the connections; the session on the server stays.</summary>
    public void Dispose() => _client.Dispose();

    private static Uri Address(string agentUrl)
    {
        var full = agentUrl.Contains("://", StringComparison.Ordinal) ? agentUrl : "http://" + agentUrl;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{agentUrl}' is no address; it looks like http://127.0.0.1:5000/agent.", nameof(agentUrl));
        return uri.AbsolutePath == "/" ? new(uri, "/agent") : new(uri.ToString().TrimEnd('/'));
    }

    private HttpRequestMessage Question(string prompt, string accepts)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var body = JsonSerializer.SerializeToUtf8Bytes(new(prompt, SessionId, _options.UserId), RemoteJson.Default.RemoteQuery);
        return new HttpRequestMessage(HttpMethod.Post, _address) { Headers = { Accept = { new(accepts) } } }.WithJson(body);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Silence silence)
    {
        using (request)
        {
            var response = await GuardAsync(() => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), silence);
            silence.Reset();
            if (response.IsSuccessStatusCode) return response;
            using (response) throw Refused(response.StatusCode, await ReadAsync(response, silence));
        }
    }

    private Task<string> ReadAsync(HttpResponseMessage response, Silence silence) => GuardAsync(() => response.Content.ReadAsStringAsync(silence.Token), silence);

    // Silent is the server only while somebody listens: whoever reads a piece may take any time over it.
    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, Silence silence)
    {
        silence.Reset();
        try
        {
            return await GuardAsync(() => events.MoveNextAsync().AsTask(), silence);
        }
        finally
        {
            silence.Pause();
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, Silence silence)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var sentence = HostClient.Unanswered($"The agent server at {_address}", exception, out var isCutOff);
            throw new AgentException(sentence, exception) { Failure = isCutOff ? AgentFailure.Incomplete : AgentFailure.Unavailable, IsTransient = true };
        }
        catch (OperationCanceledException exception) when (silence.IsOver)
        {
            throw new AgentException($"The agent server at {_address} was silent for {_options.Timeout.TotalSeconds:0.#} seconds.", exception) { Failure = AgentFailure.TimedOut, IsTransient = true };
        }
    }

    private AgentException Stranger(HttpStatusCode status, string body) => new(HostClient.Stranger($"The server at {_address}", (int)status, body)) { Failure = AgentFailure.NotFound };

    // What the agent itself says is for whoever asked; why the server refuses is for whoever set the address and the key.
    private string Reason(HttpStatusCode status, string body) => HostClient.TextOf(body, "error") switch
    {
        null => HostClient.Stranger($"The server at {_address}", (int)status, body),
        var reason when status >= HttpStatusCode.InternalServerError => reason,
        var reason => $"The agent server at {_address} answered {(int)status}: {reason}",
    };

    private AgentException Refused(HttpStatusCode status, string body) => new(Reason(status, body))
    {
        Failure = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => AgentFailure.KeyRejected,
            HttpStatusCode.NotFound => AgentFailure.NotFound,
            HttpStatusCode.TooManyRequests => AgentFailure.RateLimited,
            HttpStatusCode.GatewayTimeout => AgentFailure.TimedOut,
            >= HttpStatusCode.InternalServerError => AgentFailure.Unavailable,
            _ => AgentFailure.Rejected,
        },
        IsTransient = status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests,
    };

    /// <summary>Cancels when nothing was heard for too long.</summary>
    private sealed class Silence : IDisposable
    {
        private readonly TimeSpan _longest;
        private readonly CancellationToken _caller;
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _source;

        public Silence(RemoteSessionOptions options, CancellationToken caller)
        {
            (_longest, _caller) = (options.Timeout, caller);
            _timer = new(options.Timeout, options.Time);
            _source = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
        }

        public CancellationToken Token => _source.Token;

        public bool IsOver => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

        public void Reset() => _timer.CancelAfter(_longest);

        public void Pause() => _timer.CancelAfter(Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            _source.Dispose();
            _timer.Dispose();
        }
    }
}
