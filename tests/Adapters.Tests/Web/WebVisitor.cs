using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bots.Adapters.Tests.Web;

/// <summary>A browser without a screen: keeps its cookie, asks the endpoints, listens to the events.</summary>
internal sealed class WebVisitor(Uri address, CookieContainer cookies) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };

    public HttpClient Http => _http;

    public Cookie? Cookie => cookies.GetAllCookies().SingleOrDefault();

    public Task<HttpResponseMessage> LoadAsync() => _http.GetAsync("/");

    public Task<HttpResponseMessage> SayAsync(string text, string id = "m1") => _http.PostAsJsonAsync("/chat/messages", new { id, text });

    public Task<HttpResponseMessage> ReceiptAsync(string id) => _http.PostAsJsonAsync("/chat/receipts", new { id });

    public async Task<JsonElement> HistoryAsync() => await _http.GetFromJsonAsync<JsonElement>("/chat/history");

    /// <summary>Opens a tab and waits until it is connected.</summary>
    public async Task<WebListener> ListenAsync()
    {
        var listener = new WebListener(_http);
        await listener.NextAsync("ready");
        return listener;
    }

    public void Dispose() => _http.Dispose();
}
