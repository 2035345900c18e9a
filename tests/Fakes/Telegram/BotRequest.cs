using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bots.Fakes.Telegram;

/// <summary>One call as it came in: <c>/bot&lt;token&gt;/&lt;method&gt;</c> with arguments from anywhere the real server takes them.</summary>
public sealed record BotRequest(string Token, string Method, IReadOnlyDictionary<string, JsonNode?> Arguments, IReadOnlyDictionary<string, FakeFile> Files)
{
    /// <summary>Reads a request; null when the path is not one of a bot.</summary>
    public static async Task<BotRequest?> ReadAsync(HttpRequest request)
    {
        if (request.Path.Value?.Trim('/').Split('/') is not [var bot, .., var method] || !bot.StartsWith("bot", StringComparison.Ordinal)) return null;
        var arguments = request.Query.ToDictionary(static pair => pair.Key, static pair => (JsonNode?)JsonValue.Create(pair.Value.ToString()));
        var files = new Dictionary<string, FakeFile>();
        if (request.HasFormContentType) await ReadFormAsync(request, arguments, files);
        else if (request.ContentLength is not 0 && request.HasJsonContentType()) await ReadJsonAsync(request, arguments);
        return new(bot[3..], method, arguments, files);
    }

    public string? Text(string name) => Arguments.GetValueOrDefault(name) switch
    {
        null => null,
        var node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        var node => node.ToJsonString(),
    };

    public long? Number(string name) => long.TryParse(Text(name), out var number) ? number : null;

    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public JsonNode? Json(string name) => Arguments.GetValueOrDefault(name) is { } node ? RequestCheck.Parsed(node) : null;

    private static async Task ReadFormAsync(HttpRequest request, Dictionary<string, JsonNode?> arguments, Dictionary<string, FakeFile> files)
    {
        var form = await request.ReadFormAsync();
        foreach (var (name, value) in form) arguments[name] = JsonValue.Create(value.ToString());
        foreach (var file in form.Files)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content);
            files[file.Name] = new(file.FileName, content.ToArray());
        }
    }

    private static async Task ReadJsonAsync(HttpRequest request, Dictionary<string, JsonNode?> arguments)
    {
        if (await JsonNode.ParseAsync(request.Body) is not JsonObject body) return;
        foreach (var (name, value) in body) arguments[name] = value?.DeepClone();
    }
}

/// <summary>A file that a bot sent.</summary>
public sealed record FakeFile(string Name, byte[] Content);

/// <summary>One call, for tests to look at.</summary>
public sealed record FakeCall(string Method, BotRequest Request, DateTimeOffset At)
{
    /// <summary>The error answered, or null.</summary>
    public string? Error { get; set; }
}

/// <summary>The real server's way of saying no.</summary>
public sealed class BotApiException(int code, string description) : Exception(description)
{
    public int Code => code;

    public int? RetryAfter { get; init; }

    public long? MigrateTo { get; init; }

    public static BotApiException TooMany(int seconds) => new(429, $"Too Many Requests: retry after {seconds}") { RetryAfter = seconds };
}
