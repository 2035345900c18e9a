using System.IO.Compression;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>zlib-stream (events/gateway, transport compression): one context per connection; a message is complete when it ends in 00 00 ff ff.</summary>
internal sealed class GatewayInflater : IDisposable
{
    /// <summary>More than any real payload; a longer one is a mistake or an attack.</summary>
    private const int Longest = 64 * 1024 * 1024;

    private readonly Feed _feed = new();
    private readonly ZLibStream _zlib;
    private byte[] _output = new byte[64 * 1024];

    public GatewayInflater() => _zlib = new(_feed, CompressionMode.Decompress);

    public static bool IsComplete(ReadOnlySpan<byte> compressed) => compressed.EndsWith<byte>([0, 0, 0xff, 0xff]);

    /// <summary>The message; valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The bytes are no zlib stream, or the message is too long.</exception>
    public ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> compressed)
    {
        _feed.Rest = compressed;
        var length = 0;
        while (true)
        {
            var read = _zlib.Read(_output.AsSpan(length));
            if (read == 0) return _output.AsMemory(0, length);
            length += read;
            if (length == Longest) throw new InvalidDataException("A gateway payload is too long.");
            if (length == _output.Length) Array.Resize(ref _output, Math.Min(_output.Length * 2, Longest));
        }
    }

    public void Dispose() => _zlib.Dispose();

    /// <summary>Hands the bytes of one message to the decompressor, which asks again with the next.</summary>
    private sealed class Feed : Stream
    {
        public ReadOnlyMemory<byte> Rest { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Rest.Length);
            Rest.Span[..count].CopyTo(buffer);
            Rest = Rest[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
