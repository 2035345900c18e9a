using Anthropic;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models.Anthropic;

/// <summary>Connects to Anthropic or to a server that speaks its protocol.</summary>
internal static class AnthropicModel
{
    private const int DefaultMaxOutputTokens = 4_096;

    public static IChatClient Connect(AgentOptions options)
    {
        // Key and address are always said: what is left out, the library takes from environment variables of its own.
        var client = new AnthropicClient
        {
            ApiKey = options.ApiKey.Length > 0 ? options.ApiKey : "none",
            BaseUrl = BaseUrl(options.Endpoint),
            HttpClient = ModelHttp.CreateClient(options.ApiKey),
            MaxRetries = 0, // ModelCaller retries, the same way for every provider.
            Timeout = TimeSpan.FromHours(1),
        };
        var model = client.AsIChatClient(options.Model, options.MaxOutputTokens ?? DefaultMaxOutputTokens);
        return new AnthropicChatClient(model, options.CachePrompt);
    }

    // The library adds /v1 itself, while people copy addresses that end in it.
    private static string BaseUrl(string endpoint)
    {
        var url = endpoint.TrimEnd('/');
        if (url.EndsWith("/v1", StringComparison.Ordinal)) url = url[..^3];
        return url.Length > 0 ? url : "https://api.anthropic.com";
    }
}
