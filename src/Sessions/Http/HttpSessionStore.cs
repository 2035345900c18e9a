using System.Net;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Http;

/// <summary>The five methods of a store that a bot host serves (<c>/sessions</c>), over HTTP.</summary>
/// <remarks>Thread-safe. Nothing is repeated by itself: after a failed write it is unknown whether the host has it.</remarks>
public sealed class HttpSessionStore : ISessionStore, IDisposable
{
    private readonly HttpClient _client;
    private readonly string _address;

    /// <param name="address">The host, for example <c>http://127.0.0.1:5000</c>; <c>http://</c> is put in front when the scheme is missing.</param>
    /// <param name="key">The host's key (<c>Api:Key</c>) or a session token; null for a host on this machine that asks for none.</param>
    /// <param name="timeout">How long a call may take; null for 30 seconds.</param>
    /// <exception cref="ArgumentException">The address is none, no header can carry the key, or the time-out is not positive or longer than 24 days.</exception>
    public HttpSessionStore(string address, string? key = null, TimeSpan? timeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        var full = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        if (!Uri.TryCreate(full.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{address}' is no address; it looks like http://127.0.0.1:5000.", nameof(address));
        _client = new() { BaseAddress = uri, Timeout = HostClient.Timeout(timeout ?? TimeSpan.FromSeconds(30), nameof(timeout), nameof(timeout)) };
        _address = uri.ToString().TrimEnd('/');
        _client.DefaultRequestHeaders.Authorization = HostClient.Bearer(key, nameof(key), nameof(key));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        var message = MessageText.Normalize(new(role, content) { Metadata = metadata ?? MessageMetadata.Empty }, DateTimeOffset.UnixEpoch);
        return await SendAsync(HttpMethod.Post, Path(StoreWire.Messages, sessionId), sessionId, StoreWire.ReadBool, JsonSerializer.SerializeToUtf8Bytes(PostedMessage.Of(message), PostedMessageJson.Default.PostedMessage), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var path = Path(StoreWire.Messages, sessionId) + (maxMessages is { } max ? FormattableString.Invariant($"&{StoreWire.MaxParameter}={max}") : "");
        return await SendAsync(HttpMethod.Get, path, sessionId, StoreWire.ReadMessages, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await SendAsync(HttpMethod.Delete, Path(StoreWire.Messages, sessionId), sessionId, StoreWire.ReadBool, null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await SendAsync(HttpMethod.Delete, Path(StoreWire.Sessions, sessionId), sessionId, StoreWire.ReadBool, null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        await SendAsync(HttpMethod.Get, Path(StoreWire.Sessions, sessionId), sessionId, StoreWire.ReadBool, null, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static string Path(string path, string sessionId) => $"{path}?{StoreWire.SessionParameter}={Uri.EscapeDataString(SessionId.Check(sessionId))}";

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string sessionId, Func<byte[], T> read, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.WithJson(body);
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? Read(answer, sessionId, read) : throw Refused(response.StatusCode, answer, sessionId);
        }
        catch (HttpRequestException exception)
        {
            throw new SessionStoreException(HostClient.Unanswered($"The store at {_address}", exception, out _), exception) { Key = sessionId, IsTransient = true };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SessionStoreException($"The store at {_address} did not answer within {_client.Timeout.TotalSeconds:0} seconds.", exception) { Key = sessionId, IsTransient = true };
        }
    }

    private T Read<T>(byte[] answer, string sessionId, Func<byte[], T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception exception) when (StoreWire.IsUnreadable(exception))
        {
            throw new SessionStoreException(HostClient.Stranger($"The server at {_address}", 200, Encoding.UTF8.GetString(answer)), exception) { Key = sessionId };
        }
    }

    private SessionStoreException Refused(HttpStatusCode status, byte[] answer, string sessionId)
    {
        var body = Encoding.UTF8.GetString(answer);
        var message = HostClient.TextOf(body, "error") is { } reason ? $"The store at {_address} answered {(int)status}: {reason}" : HostClient.Stranger($"The server at {_address}", (int)status, body);
        return new(message) { Key = sessionId, IsTransient = (int)status >= 500 };
    }
}
