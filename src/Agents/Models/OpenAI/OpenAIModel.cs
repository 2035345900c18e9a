using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace Bots.Agents.Models.OpenAI;

/// <summary>Connects to OpenAI or to a server that speaks its protocol.</summary>
internal static class OpenAIModel
{
    public static OpenAIChatClient Connect(AgentOptions options)
    {
        // Local servers want no key, the client library wants one.
        var credential = new ApiKeyCredential(options.ApiKey.Length > 0 ? options.ApiKey : "none");
        return new(new ChatClient(options.Model, credential, ClientOptions(options)), isCompatible: options.Endpoint.Length > 0);
    }

    private static OpenAIClientOptions ClientOptions(AgentOptions options)
    {
        var settings = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(ModelHttp.CreateClient(options.ApiKey)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // ModelCaller retries, the same way for every provider.
            NetworkTimeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        if (options.Endpoint.Length > 0) settings.Endpoint = new(options.Endpoint);
        return settings;
    }
}
