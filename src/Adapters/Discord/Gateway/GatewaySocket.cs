using System.Net.WebSockets;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>One WebSocket that carries gateway payloads.</summary>
internal sealed class GatewaySocket : IDisposable
{
    /// <summary>Leaves the session resumable; 1000 and 1001 would end it.</summary>
    public const int ResumableClose = 4000;

    private const int LongestCompressed = 32 * 1024 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly GatewayInflater _inflater = new();
    private byte[] _buffer = new byte[16 * 1024];

    public Task ConnectAsync(string url, CancellationToken cancellationToken) =>
        _socket.ConnectAsync(new Uri($"{url.TrimEnd('/')}/?v=10&encoding=json&compress=zlib-stream"), cancellationToken);

    /// <summary>The next payload (valid until the next call), or null when the connection is over; then <see cref="CloseCode"/> says why.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, length < LongestCompressed ? length * 2 : throw new InvalidDataException("A gateway payload is too long."));
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close) return null;
            length += read.Count;
            if (!read.EndOfMessage) continue;
            if (read.MessageType == WebSocketMessageType.Text) return _buffer.AsMemory(0, length);
            if (GatewayInflater.IsComplete(_buffer.AsSpan(0, length))) return _inflater.Inflate(_buffer.AsMemory(0, length));
        }
    }

    /// <summary>The code Discord closed with, or null.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public async Task SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(payload, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says goodbye in a way that keeps the session; never throws.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(cancellationToken);
            await _socket.CloseOutputAsync((WebSocketCloseStatus)ResumableClose, "", cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // A connection that is gone needs no goodbye.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _inflater.Dispose();
        _sending.Dispose();
    }
}
