using System.IO.Compression;

namespace Bots.Fakes.Discord.Gateway;

/// <summary>zlib-stream: one context per connection, every message flushed, so that it ends in 00 00 ff ff.</summary>
internal sealed class GatewayCompressor : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly ZLibStream _zlib;

    public GatewayCompressor() => _zlib = new(_output, CompressionLevel.Fastest, leaveOpen: true);

    public byte[] Compress(byte[] message)
    {
        _output.SetLength(0);
        _zlib.Write(message);
        _zlib.Flush();
        return _output.ToArray();
    }

    public void Dispose()
    {
        _zlib.Dispose();
        _output.Dispose();
    }
}
