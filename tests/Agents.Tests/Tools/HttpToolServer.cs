using System.Net;
using System.Text.Json;
using Bots.Fakes.ToolServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Bots.Agents.Tests.Tools;

/// <summary>The fake tools over HTTP, for clients that know the key.</summary>
internal sealed class HttpToolServer : IAsyncDisposable
{
    public const string Authorization = "Bearer tool-key";

    private readonly StreamableHttpServerTransport _transport = new();
    private readonly McpServer _server;
    private readonly WebApplication _app;

    private HttpToolServer(WebApplication app)
    {
        _app = app;
        _server = McpServer.Create(_transport, FakeTools.Options);
        _ = _server.RunAsync();
    }

    /// <summary>Completes when somebody has asked for the list of tools.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The list of tools is answered once this has completed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public string Url => $"{_app.Urls.First()}/mcp";

    public static async Task<HttpToolServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new HttpToolServer(builder.Build());
        server._app.MapPost("/mcp", server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != Authorization)
        {
            context.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
            return;
        }

        var message = await JsonSerializer.DeserializeAsync(context.Request.Body, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
        if (message is JsonRpcRequest { Method: "tools/list" })
        {
            Asked.TrySetResult();
            await Gate.WaitAsync(context.RequestAborted);
        }

        context.Response.ContentType = "text/event-stream";
        if (!await _transport.HandlePostRequestAsync((JsonRpcMessage)message!, context.Response.Body, context.RequestAborted)) context.Response.StatusCode = (int)HttpStatusCode.Accepted;
    }
}
