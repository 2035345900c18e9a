using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace Bots.Agents.Tools;

/// <summary>One tool server: connected with the first request, and again after it was lost.</summary>
internal sealed partial class ToolServer(string name, Func<IClientTransport> transport, TimeProvider time, ILogger logger) : IToolSource
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private McpClient? _client;
    private IList<McpClientTool> _tools = [];
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private string _reason = "";

    public async ValueTask AddToAsync(ToolSet tools, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_client is { Completion.IsCompleted: true }) await DisconnectAsync();
            if (_client is null) await ConnectAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }

        foreach (var tool in _tools) tools.Add(tool, name);
        if (_client is null) tools.Unavailable.Add($"The tools of \"{name}\" cannot be used right now: {_reason}");
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await DisconnectAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    // A server that is away must not hold up every answer: it is asked again only after a pause.
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _notBefore) return;
        var way = transport();
        try
        {
            using var limit = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            _client = await McpClient.CreateAsync(way, cancellationToken: either.Token);
            _tools = await _client.ListToolsAsync(cancellationToken: either.Token);
            LogConnected(name, _tools.Count);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Half connected it would count as a server without tools from now on.
            await DisconnectAsync();
            throw;
        }
        catch (Exception error)
        {
            await DisconnectAsync();
            (_reason, _notBefore) = (ReasonOf(error, way), time.GetUtcNow() + PauseAfterFailure);
            LogUnavailable(error, name);
        }
    }

    private static string ReasonOf(Exception error, IClientTransport way) => error switch
    {
        OperationCanceledException => "it does not answer.",
        IOException when way is ToolProgram { Failure: { } failure } => failure,
        _ => error.Message,
    };

    private async Task DisconnectAsync()
    {
        var client = _client;
        (_client, _tools) = (null, []);
        if (client is not null) await client.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tool server {Server} is connected and offers {Count} tools")]
    private partial void LogConnected(string server, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool server {Server} cannot be used; it is tried again with a later request")]
    private partial void LogUnavailable(Exception error, string server);
}
