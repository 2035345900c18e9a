using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace Bots.Adapters.Web;

/// <summary>What the page asks the host.</summary>
internal sealed class WebChatEndpoints(WebAdapter adapter, BrowserCookie cookie, IWebHistory history, IHostApplicationLifetime lifetime)
{
    private const int MostTextBytes = 1_048_576;
    private const int MostMessages = 200;

    // JSON may write one byte of text as six.
    private const long MostBodyBytes = (6L * MostTextBytes) + 1_024;

    /// <summary><c>GET /</c>: the page, and the cookie that says who asks.</summary>
    public Task PageAsync(HttpContext http)
    {
        WebGuard.Protect(http.Response);
        cookie.Renew(http);
        return WebPage.Files["index.html"].SendAsync(http);
    }

    /// <summary>Wraps an endpoint that only the page itself may ask, with the browser's cookie.</summary>
    public RequestDelegate ForPage(Func<HttpContext, Browser, Task<IResult>> answer) => async http =>
    {
        WebGuard.Protect(http.Response);
        await (await AnswerAsync(http, answer)).ExecuteAsync(http);
    };

    /// <summary><c>POST /chat/messages</c>: 202 once the message is durable. The same id may come again.</summary>
    public async Task<IResult> PostMessageAsync(HttpContext http, Browser browser)
    {
        var (posted, refusal) = await ReadAsync(http, WebJson.Default.PostedMessage);
        if (posted is null) return refusal;
        if (!IsId(posted.Id)) return Refuse(StatusCodes.Status400BadRequest, "The message has no valid id: use 1 to 64 letters, digits, - or _.");
        if (string.IsNullOrWhiteSpace(posted.Text)) return Refuse(StatusCodes.Status400BadRequest, "The message is empty.");
        if (Encoding.UTF8.GetByteCount(posted.Text) > MostTextBytes) return TooLarge();
        return await adapter.AcceptAsync(browser, posted.Id!, posted.Text, http.RequestAborted) ? TypedResults.Accepted((string?)null) : NotNow(http);
    }

    /// <summary><c>POST /chat/stop</c>: stops the answer that is being written.</summary>
    public async Task<IResult> StopAsync(HttpContext http, Browser browser) =>
        await adapter.StopAsync(browser, http.RequestAborted) ? TypedResults.Accepted((string?)null) : NotNow(http);

    /// <summary><c>POST /chat/receipts</c>: a tab shows a reply.</summary>
    public async Task<IResult> PostReceiptAsync(HttpContext http, Browser browser)
    {
        var (posted, refusal) = await ReadAsync(http, WebJson.Default.PostedReceipt);
        if (posted is null) return refusal;
        if (!long.TryParse(posted.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return Refuse(StatusCodes.Status400BadRequest, "The receipt names no reply.");
        adapter.Rooms.Acknowledge(browser.Chat, id);
        return TypedResults.NoContent();
    }

    /// <summary><c>GET /chat/history</c>: the newest messages.</summary>
    public async Task<IResult> HistoryAsync(HttpContext http, Browser browser)
    {
        var messages = await history.GetAsync(adapter.SessionKeyOf(browser), MostMessages + 1, http.RequestAborted);
        var items = messages.Skip(Math.Max(0, messages.Count - MostMessages)).Where(IsShown).Select(ToItem).ToList();
        return TypedResults.Json(new HistoryPage(browser.Chat, items, messages.Count > MostMessages), WebJson.Relaxed.HistoryPage);
    }

    /// <summary><c>GET /chat/events</c>: what happens, as server-sent events, until the page or the host goes.</summary>
    public Task<IResult> EventsAsync(HttpContext http, Browser browser)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Task.FromResult<IResult>(NotNow(http));
        if (adapter.Rooms.IsFull(browser.Chat))
            return Task.FromResult<IResult>(Refuse(StatusCodes.Status429TooManyRequests, "This chat is open in too many tabs. Close some of them."));
        // Proxies that collect an answer before passing it on would hold everything back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return Task.FromResult<IResult>(TypedResults.ServerSentEvents(WebConnection.ReadAsync(adapter, browser, lifetime.ApplicationStopping)));
    }

    private async Task<IResult> AnswerAsync(HttpContext http, Func<HttpContext, Browser, Task<IResult>> answer)
    {
        if (!WebGuard.IsSameOrigin(http.Request)) return Refuse(StatusCodes.Status403Forbidden, "Only the chat page itself may ask this.");
        if (cookie.Read(http) is not { } browser)
            return Refuse(StatusCodes.Status401Unauthorized, "Your browser sent no valid cookie. Allow cookies for this page and load it again.");
        try
        {
            return await answer(http, browser);
        }
        catch (SessionStoreException)
        {
            return NotNow(http);
        }
    }

    private static async Task<(T? Value, IResult Refusal)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (!http.Request.HasJsonContentType()) return (null, Refuse(StatusCodes.Status415UnsupportedMediaType, "Send JSON (Content-Type: application/json)."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBodyBytes;
        try
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            return (JsonSerializer.Deserialize(WebJson.WholeCharacters(await reader.ReadToEndAsync(http.RequestAborted)), type), Malformed());
        }
        catch (JsonException)
        {
            return (null, Malformed());
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge());
        }
    }

    private static JsonHttpResult<WebProblem> NotNow(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "3";
        return Refuse(StatusCodes.Status503ServiceUnavailable,
            "The bot cannot reach its store right now, or is restarting. What you wrote is kept here and sent again by itself.");
    }

    private static JsonHttpResult<WebProblem> Malformed() => Refuse(StatusCodes.Status400BadRequest, "The message could not be read: it is not the JSON this page sends.");

    private static JsonHttpResult<WebProblem> TooLarge() => Refuse(StatusCodes.Status413PayloadTooLarge, "The message is longer than 1 MB. Send it in parts.");

    private static JsonHttpResult<WebProblem> Refuse(int status, string sentence) => TypedResults.Json(new WebProblem(sentence), WebJson.Relaxed.WebProblem, statusCode: status);

    private static bool IsId(string? id) => id is { Length: > 0 and <= 64 } && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsShown(WebMessage message) => message.Role is "user" or "assistant" && !string.IsNullOrWhiteSpace(message.Text);

    private static HistoryItem ToItem(WebMessage message) => new(
        message.Turn is null ? null : Browser.MessageId(message.Turn), message.Role,
        message.Role == "user" ? message.Text : null, message.Role == "user" ? null : WebMarkdown.ToHtml(message.Text), message.At);
}
