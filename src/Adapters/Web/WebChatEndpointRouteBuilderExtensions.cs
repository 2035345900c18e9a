using Bots.Adapters.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the web chat on the host's addresses.</summary>
public static class WebChatEndpointRouteBuilderExtensions
{
    /// <summary>Maps the page to <c>/</c> and its endpoints below <c>/chat</c>.</summary>
    /// <remarks>Needs a <see cref="WebAdapter"/>, an <see cref="IWebHistory"/> and data protection in the services; keys of data protection that
    /// do not outlive the process give every browser a new conversation at each start.</remarks>
    /// <exception cref="InvalidOperationException">One of them is not registered.</exception>
    public static IEndpointRouteBuilder MapWebChat(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var chat = new WebChatEndpoints(
            services.GetRequiredService<WebAdapter>(), new(services.GetRequiredService<IDataProtectionProvider>()),
            services.GetRequiredService<IWebHistory>(), services.GetRequiredService<IHostApplicationLifetime>());
        endpoints.MapGet("/", chat.PageAsync);
        endpoints.MapPost("/chat/messages", chat.ForPage(chat.PostMessageAsync));
        endpoints.MapPost("/chat/stop", chat.ForPage(chat.StopAsync));
        endpoints.MapPost("/chat/receipts", chat.ForPage(chat.PostReceiptAsync));
        endpoints.MapGet("/chat/history", chat.ForPage(chat.HistoryAsync));
        endpoints.MapGet("/chat/events", chat.ForPage(chat.EventsAsync));
        foreach (var (name, file) in WebPage.Files.Where(static file => file.Key != "index.html")) endpoints.MapGet($"/chat/{name}", SendFile(file));
        return endpoints;
    }

    private static RequestDelegate SendFile(WebPage file) => http =>
    {
        WebGuard.Protect(http.Response);
        return file.SendAsync(http);
    };
}
