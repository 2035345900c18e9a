using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Bots.Fakes.Discord.Gateway;

/// <summary>One socket: an orderly writer, and a reader that hands over what the client says.</summary>
internal sealed class GatewayConnection(WebSocket socket, bool compressed, Action abort) : IDisposable
{
    private const int LongestPayload = 4096;

    private readonly Channel<Outgoing> _out = Channel.CreateUnbounded<Outgoing>();
    private readonly GatewayCompressor? _compressor = compressed ? new() : null;

    public GatewaySession? Session { get; set; }

    /// <summary>When the client's payloads of the last minute arrived.</summary>
    public Queue<DateTimeOffset> Received { get; } = new();

    /// <summary>True to send messages in two pieces each.</summary>
    public bool InPieces { get; init; }

    public void Send(byte[] payload) => _out.Writer.TryWrite(new(payload));

    public void Send(int op, string data) => Send(Encoding.UTF8.GetBytes($"{{\"t\":null,\"s\":null,\"op\":{op},\"d\":{data}}}"));

    public void Close(int code, string why) => Finish(new([]) { CloseCode = code, Why = why });

    /// <summary>Ends the connection without a word; with <paramref name="halfSent"/>, in the middle of that payload.</summary>
    public void Cut(byte[]? halfSent = null) => Finish(new(halfSent ?? []) { Cuts = true });

    /// <summary>Reads until the client is gone; returns the close code it gave, or null.</summary>
    public async Task<int?> RunAsync(Action<JsonElement> received, CancellationToken cancellationToken)
    {
        var writing = WriteAsync(cancellationToken);
        try
        {
            return await ReadAsync(received, cancellationToken);
        }
        finally
        {
            _out.Writer.TryComplete();
            await writing;
        }
    }

    public void Dispose() => _compressor?.Dispose();

    private void Finish(Outgoing last)
    {
        _out.Writer.TryWrite(last);
        _out.Writer.TryComplete();
    }

    private async Task<int?> ReadAsync(Action<JsonElement> received, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestPayload + 1];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult read;
                do
                {
                    read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += read.Count;
                }
                while (!read.EndOfMessage && length < buffer.Length);
                if (read.MessageType == WebSocketMessageType.Close) return (int?)socket.CloseStatus;
                Handle(buffer.AsMemory(0, length), received);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private void Handle(ReadOnlyMemory<byte> payload, Action<JsonElement> received)
    {
        if (payload.Length > LongestPayload)
        {
            Close(4002, "payload too long");
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            received(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Close(4002, "decode error");
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var next in _out.Reader.ReadAllAsync(cancellationToken))
            {
                if (next.Payload.Length > 0) await WriteAsync(next, cancellationToken);
                if (next.Cuts) abort();
                if (next.CloseCode is { } code) await socket.CloseOutputAsync((WebSocketCloseStatus)code, next.Why, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client went away; its session waits to be resumed.
        }
    }

    private async Task WriteAsync(Outgoing next, CancellationToken cancellationToken)
    {
        var bytes = _compressor?.Compress(next.Payload) ?? next.Payload;
        var type = compressed ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        var half = bytes.Length / 2;
        if (next.Cuts)
        {
            await socket.SendAsync(bytes.AsMemory(0, half), type, endOfMessage: false, cancellationToken);
        }
        else if (InPieces && compressed)
        {
            await socket.SendAsync(bytes.AsMemory(0, half), type, endOfMessage: true, cancellationToken);
            await socket.SendAsync(bytes.AsMemory(half), type, endOfMessage: true, cancellationToken);
        }
        else
        {
            await socket.SendAsync(bytes, type, endOfMessage: true, cancellationToken);
        }
    }

    private sealed record Outgoing(byte[] Payload)
    {
        public int? CloseCode { get; init; }

        public string Why { get; init; } = "";

        public bool Cuts { get; init; }
    }
}
