using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>The connection to a browser: questions, answers, and what it says by itself.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly Task _reading;
    private int _last;

    public DevTools(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Method, session and parameters of every event.</summary>
    public event Action<string, string?, JsonElement>? Said;

    public async Task<JsonElement> AskAsync(string method, object parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = JsonSerializer.SerializeToUtf8Bytes(session is null
            ? new { id, method, @params = parameters }
            : (object)new { id, method, @params = parameters, sessionId = session });
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(request, WebSocketMessageType.Text, true, default);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await NextAsync() is { } message) Take(message);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            foreach (var answer in _asked.Values) answer.TrySetException(exception);
        }
    }

    private async Task<JsonElement?> NextAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, default);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length));
        }
    }

    private void Take(JsonElement message)
    {
        if (!message.TryGetProperty("id", out var id))
        {
            Said?.Invoke(message.GetProperty("method").GetString()!,
                message.TryGetProperty("sessionId", out var session) ? session.GetString() : null, message.GetProperty("params"));
            return;
        }

        if (!_asked.TryRemove(id.GetInt32(), out var answer)) return;
        if (message.TryGetProperty("error", out var error)) answer.SetException(new InvalidOperationException(error.GetRawText()));
        else answer.SetResult(message.GetProperty("result"));
    }
}
