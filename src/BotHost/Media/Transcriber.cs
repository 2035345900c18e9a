using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Media;

/// <summary>Turns speech into text by an OpenAI-compatible server.</summary>
internal sealed partial class Transcriber(IOptions<MediaOptions> options, ILogger<Transcriber> logger) : IDisposable
{
    private const int LongestText = 100_000;

    private readonly MediaOptions _options = options.Value;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 4 << 20 };

    /// <summary>False where no server is configured.</summary>
    public bool IsOn => _options.TranscriptionEndpoint.Length > 0;

    /// <summary>What is said in the recording; null when it is no recording or the server fails (logged).</summary>
    public async Task<string?> TryReadAsync(byte[] recording, CancellationToken cancellationToken)
    {
        if (FileKind.RecordingEnding(recording) is not { } ending) return null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_options.TranscriptionEndpoint.TrimEnd('/')}/audio/transcriptions") { Content = Form(recording, ending) };
            if (_options.TranscriptionApiKey.Length > 0) request.Headers.Authorization = new("Bearer", _options.TranscriptionApiKey);
            using var answer = await _http.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            var text = body.RootElement.GetProperty("text").GetString()?.Trim() ?? "";
            return text.Length <= LongestText ? text : text[..LongestText];
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            LogFailed(exception.Message);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private MultipartFormDataContent Form(byte[] recording, string ending)
    {
        var file = new ByteArrayContent(recording) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return new() { { file, "file", $"recording.{ending}" }, { new StringContent(_options.TranscriptionModel), "model" }, { new StringContent("json"), "response_format" } };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A recording could not be transcribed; check Media:TranscriptionEndpoint, Media:TranscriptionApiKey and Media:TranscriptionModel. ({Problem})")]
    private partial void LogFailed(string problem);
}
