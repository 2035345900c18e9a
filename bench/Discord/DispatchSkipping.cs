using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Bots.Adapters.Discord.Gateway;

namespace Bots.Bench.Discord;

/// <summary>What an event costs that nobody wants: 10,000 a second come from busy guilds.</summary>
[MemoryDiagnoser]
public class DispatchSkipping
{
    private byte[] _presence = [];
    private const int Stream = 1_000;

    private byte[] _reordered = [];
    private byte[][] _compressed = [];

    [GlobalSetup]
    public void Prepare()
    {
        var data = JsonSerializer.Serialize(new { user = new { id = "80351110224678912" }, guild_id = "197038439483310086", status = "online", activities = Enumerable.Range(0, 6).Select(static i => new { name = $"Some game {i}", type = 0, created_at = 1_700_000_000_000 + i, details = new string('x', 120) }) });
        _presence = Encoding.UTF8.GetBytes($"{{\"t\":\"PRESENCE_UPDATE\",\"s\":4711,\"op\":0,\"d\":{data}}}");
        _reordered = Encoding.UTF8.GetBytes($"{{\"op\":0,\"d\":{data},\"s\":4711,\"t\":\"PRESENCE_UPDATE\"}}");
        _compressed = Compress();
        Console.WriteLine($"// one event: {_presence.Length} bytes, compressed in the stream: {_compressed.Average(static message => message.Length):0} bytes");
    }

    [Benchmark(Baseline = true, Description = "parse whole (JsonDocument)")]
    public int ParsedWhole()
    {
        using var document = JsonDocument.Parse(_presence);
        return document.RootElement.GetProperty("s").GetInt32();
    }

    [Benchmark(Description = "envelope, as Discord writes it")]
    public int? Envelope() => GatewayEnvelope.Read(_presence).Sequence;

    [Benchmark(Description = "envelope, data before the name")]
    public int? EnvelopeReordered() => GatewayEnvelope.Read(_reordered).Sequence;

    [Benchmark(OperationsPerInvoke = Stream, Description = "inflate (zlib-stream) and envelope")]
    public int Inflated()
    {
        using var inflater = new GatewayInflater();
        var last = 0;
        foreach (var message in _compressed) last = GatewayEnvelope.Read(inflater.Inflate(message).Span).Sequence ?? 0;
        return last;
    }

    private byte[][] Compress()
    {
        using var output = new MemoryStream();
        using var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true);
        return [.. Enumerable.Range(0, Stream).Select(number =>
        {
            output.SetLength(0);
            zlib.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_presence).Replace("details", $"details{number}", StringComparison.Ordinal)));
            zlib.Flush();
            return output.ToArray();
        })];
    }
}
