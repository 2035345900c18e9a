using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bots.Fakes.Models;

/// <summary>A model server that says what a test wrote down, in the wire formats of OpenAI and Anthropic; refuses what the real ones refuse.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ModelReply> _script = new();
    private readonly ConcurrentQueue<ModelRequest> _requests = new();

    private ModelServer(WebApplication app) => _app = app;

    /// <summary>For an <c>openai</c> agent's <c>Endpoint</c>.</summary>
    public string OpenAIEndpoint => $"{Address}/v1";

    /// <summary>For an <c>anthropic</c> agent's <c>Endpoint</c>.</summary>
    public string AnthropicEndpoint => Address;

    /// <summary>Where the server listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Time before every answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Told of every answer when the last of it was handed to the connection: how long it took since the request was there.</summary>
    public Action<ModelRequest, TimeSpan>? Served { get; set; }

    /// <summary>The only key accepted; null accepts any.</summary>
    public string? Key { get; set; }

    /// <summary>Every request so far, refused ones too.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Awaited before each chunk of a streamed answer is sent, with the chunk's number from 0. When it throws, the client is gone.</summary>
    public Func<ModelRequest, int, CancellationToken, Task>? BeforeChunk { get; set; }

    /// <summary>The answer when nothing is enqueued: repeats what the user said, unless a test says otherwise.</summary>
    public Func<ModelRequest, ModelReply> Otherwise { get; set; } = static request => new ModelReply.Text("You said: ", request.LastUserText);

    public static async Task<ModelServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new ModelServer(builder.Build());
        server._app.MapPost("/v1/chat/completions", (HttpContext context) => server.AnswerAsync(context, new OpenAIWire()));
        server._app.MapPost("/v1/messages", (HttpContext context) => server.AnswerAsync(context, new AnthropicWire()));
        await server._app.StartAsync();
        server.Address = server._app.Urls.First();
        return server;
    }

    /// <summary>Adds answers, one for each request to come.</summary>
    public void Enqueue(params ModelReply[] replies)
    {
        foreach (var reply in replies) _script.Enqueue(reply);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token); // A hanging answer must not hold up the test.
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, IModelWire wire)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ModelRequest(context.Request.Path, headers, body.RootElement.Clone());
        _requests.Enqueue(request);
        var start = Stopwatch.GetTimestamp();
        var reply = wire.Refuse(request, Key) ?? (_script.TryDequeue(out var next) ? next : Otherwise(request));
        await Task.Delay(Delay + reply.Delay, context.RequestAborted);
        try
        {
            await SendAsync(context, request, reply, wire);
            Served?.Invoke(request, Stopwatch.GetElapsedTime(start));
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // the client is gone
        }
    }

    private Task SendAsync(HttpContext context, ModelRequest request, ModelReply reply, IModelWire wire)
    {
        if (reply is ModelReply.Raw raw) return WriteAsync(context, 200, raw.ContentType, raw.Body);
        if (reply is not ModelReply.Error error)
            return request.Streams ? StreamAsync(context, request, reply, wire) : WriteAsync(context, 200, "application/json", wire.Whole(request, reply));
        if (error.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = $"{seconds}";
        return WriteAsync(context, error.Status, "application/json", wire.Error(error));
    }

    private async Task StreamAsync(HttpContext context, ModelRequest request, ModelReply reply, IModelWire wire)
    {
        context.Response.ContentType = "text/event-stream";
        var number = 0;
        var pause = reply is ModelReply.Text text ? text.Pause : TimeSpan.Zero;
        foreach (var chunk in wire.Events(request, reply))
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause, context.RequestAborted);
            if (BeforeChunk is { } before) await before(request, number++, context.RequestAborted);
            await context.Response.WriteAsync(chunk);
            await context.Response.Body.FlushAsync();
        }

        if (reply is ModelReply.Cut { Politely: false }) await BreakAsync(context);
        if (reply is ModelReply.Hang) await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    // Aborting would also discard what was sent before; closing only our side lets it arrive, and then the connection is gone.
    private static async Task BreakAsync(HttpContext context)
    {
        await Task.Delay(100);
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        context.Abort();
    }

    private static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
