using System.Net.Sockets;

namespace Bots.BotHost.Tests.Platforms.Web;

/// <summary>The one address under which browsers find the host, whatever port the present one listens on, as behind a proxy.</summary>
internal sealed class WebFront : IDisposable
{
    private readonly List<IDisposable> _clients = [];
    private volatile Uri? _host;

    /// <summary>From now on the address leads there.</summary>
    public void LeadTo(Uri host) => _host = host;

    /// <summary>A browser with cookies of its own.</summary>
    public HttpClient NewBrowser()
    {
        var handler = new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken), CookieContainer = new() };
        var client = new HttpClient(handler) { BaseAddress = new("http://localhost") };
        client.DefaultRequestHeaders.Add("Origin", "http://localhost");
        _clients.Add(client);
        return client;
    }

    public void Dispose() => _clients.ForEach(static client => client.Dispose());

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_host!.Host, _host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
