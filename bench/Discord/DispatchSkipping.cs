using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;

namespace Bots.Bench.Discord;

/// <summary>What an event costs that nobody wants: 10,000 a second come from busy guilds.</summary>
[MemoryDiagnoser]
public class DispatchSkipping
{
    private byte[] _presence = [];
    private const int Stream = 1_000;

    private readonly GuildChatter _chatter = new(new("discord", "197038439483319999", "1"), requiresMention: true, readsThreads: false);
    private byte[] _message = [];

    private byte[] _reordered = [];
    private byte[][] _compressed = [];

    [GlobalSetup]
    public void Prepare()
    {
        var data = JsonSerializer.Serialize(new { user = new { id = "80351110224678912" }, guild_id = "197038439483310086", status = "online", activities = Enumerable.Range(0, 6).Select(static i => new { name = $"Some game {i}", type = 0, created_at = 1_700_000_000_000 + i, details = new string('x', 120) }) });
        _presence = Encoding.UTF8.GetBytes($"{{\"t\":\"PRESENCE_UPDATE\",\"s\":4711,\"op\":0,\"d\":{data}}}");
        _reordered = Encoding.UTF8.GetBytes($"{{\"op\":0,\"d\":{data},\"s\":4711,\"t\":\"PRESENCE_UPDATE\"}}");
        _compressed = Compress();
        _message = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "1", type = 0, content = new string('x', 300), channel_id = "197038439483310087", channel_type = 0, guild_id = "197038439483310086", timestamp = "2026-01-01T00:00:00.000000+00:00",
            author = new { id = "80351110224678912", username = "somebody", global_name = "Somebody" },
            member = new { nick = (string?)null, roles = Enumerable.Range(0, 12).Select(static i => $"{197038439483310000 + i}"), joined_at = "2020-01-01T00:00:00.000000+00:00" },
            mentions = Array.Empty<object>(), attachments = Array.Empty<object>(), embeds = Array.Empty<object>(),
        });
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

    [Benchmark(Description = "a message among others, told by its bytes")]
    public bool Overheard() => _chatter.Is(_message);

    [Benchmark(Description = "the same message, read whole")]
    public int OverheardRead() => JsonSerializer.Deserialize(_message, DiscordJson.Default.DiscordMessage)!.Type;

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
