using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace Bots.Adapters.Tests.Web;

/// <summary>A tab's event stream.</summary>
internal sealed class WebListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<(string Type, JsonElement Data)> _events = Channel.CreateUnbounded<(string, JsonElement)>();

    public WebListener(HttpClient http) => Ended = ReadAsync(http);

    /// <summary>Completes when the server ends the stream.</summary>
    public Task Ended { get; }

    /// <summary>The next event of this type; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var (name, data) = await _events.Reader.ReadAsync(patience.Token);
            if (name == type) return data;
        }
    }

    /// <summary>Everything received and not yet looked at.</summary>
    public IReadOnlyList<string> Seen()
    {
        var types = new List<string>();
        while (_events.Reader.TryRead(out var item)) types.Add(item.Type);
        return types;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("/chat/events", HttpCompletionOption.ResponseHeadersRead, _stop.Token);
            response.EnsureSuccessStatusCode();
            var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(_stop.Token));
            await foreach (var item in parser.EnumerateAsync(_stop.Token))
                _events.Writer.TryWrite((item.EventType, JsonElement.Parse(item.Data)));
            _events.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _events.Writer.TryComplete(exception);
            throw;
        }
    }
}
