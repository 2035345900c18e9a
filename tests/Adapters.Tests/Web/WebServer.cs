using System.Net;
using Bots.Adapters.Web;
using Bots.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Tests.Web;

/// <summary>A real server on a free port that serves the web chat over a fake host.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private Task _run = Task.CompletedTask;

    private WebServer(TimeProvider time, IDataProtectionProvider? protection)
    {
        Adapter = new("web", PlatformName.Web, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(protection ?? new EphemeralDataProtectionProvider());
        builder.Services.AddSingleton(Adapter);
        builder.Services.AddSingleton<IWebHistory>(History);
        _app = builder.Build();
        _app.MapWebChat();
    }

    public WebAdapter Adapter { get; }

    public FakeSink Sink { get; } = new();

    public FakeHistory History { get; } = new();

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebServer> StartAsync(TimeProvider? time = null, IDataProtectionProvider? protection = null, bool runs = true)
    {
        var server = new WebServer(time ?? TimeProvider.System, protection);
        await server._app.StartAsync();
        if (runs) server._run = server.Adapter.RunAsync(server.Sink, server._stop.Token);
        return server;
    }

    /// <summary>A browser that has loaded the page.</summary>
    public async Task<WebVisitor> VisitAsync()
    {
        var visitor = new WebVisitor(Address, new CookieContainer());
        await visitor.LoadAsync();
        return visitor;
    }

    /// <summary>A browser that has not been here.</summary>
    public WebVisitor Stranger() => new(Address, new CookieContainer());

    /// <summary>Ends the adapter; the server goes on.</summary>
    public async Task StopAdapterAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public void StopHost() => _app.Lifetime.StopApplication();

    public async ValueTask DisposeAsync()
    {
        await StopAdapterAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }
}
