using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bots.Fakes.Telegram;

/// <summary>The HTTP side of the fake.</summary>
internal sealed class FakeTelegramServer(FakeTelegram fake) : IAsyncDisposable
{
    private WebApplication? _app;

    public async Task<string> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        return _app.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (context.Request.Path.StartsWithSegments($"/file/bot{fake.Token}", out var path)) await SendFileAsync(context, path.Value!.TrimStart('/'));
            else if (await BotRequest.ReadAsync(context.Request) is not { } request) await RefuseAsync(context, new(404, "Not Found"));
            else await AnswerAsync(context, request);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, new(400, "Bad Request: can't parse JSON"));
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private async Task SendFileAsync(HttpContext context, string path)
    {
        if (fake.ContentAt(path) is not { } content) await RefuseAsync(context, new(404, "Not Found"));
        else await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, BotRequest request)
    {
        fake.Step?.Invoke($"telegram got {request.Method}");
        var call = fake.Note(request);
        try
        {
            var fault = fake.Faults.Take(request);
            if (fault is Fault.Hold hold) await hold.Until.WaitAsync(context.RequestAborted);
            if (fault is Fault.Refuse refuse) throw refuse.Reason;
            if (fault is Fault.Raw raw) await WriteAsync(context, raw.Status, raw.Body);
            else if (fault is Fault.Cut { Done: false }) context.Abort();
            else await SucceedAsync(context, request, fault);
        }
        catch (BotApiException error)
        {
            call.Error = error.Message;
            await RefuseAsync(context, error);
        }
    }

    private async Task SucceedAsync(HttpContext context, BotRequest request, Fault? fault)
    {
        var result = await ResultAsync(request, context.RequestAborted);
        fake.Step?.Invoke($"telegram did {request.Method}");
        if (fault is Fault.Cut) context.Abort();
        else await WriteAsync(context, 200, $$"""{"ok":true,"result":{{result}}}""");
    }

    private async Task<string> ResultAsync(BotRequest request, CancellationToken gone)
    {
        if (!request.Token.Equals(fake.Token, StringComparison.Ordinal)) throw new BotApiException(401, "Unauthorized");
        if (BotApiFacts.Instance.Method(request.Method) is not { } method) throw Complaint(404, "Not Found", [$"unknown method {request.Method}"]);
        fake.Complain(RequestCheck.Unknown(method, request.Arguments));
        var problems = RequestCheck.Problems(method, request.Arguments, [.. request.Files.Keys]);
        if (problems.Count > 0) throw Complaint(400, $"Bad Request: {problems[0]}", problems);
        if (method.Name == "getUpdates") return await PollAsync(request, gone);
        return fake.Call(request)?.ToJsonString() ?? throw Complaint(501, $"Not Implemented: {method.Name}", [$"the fake does not carry out {method.Name}"]);
    }

    private async Task<string> PollAsync(BotRequest request, CancellationToken gone)
    {
        if (fake.WebhookUrl is not null) throw new BotApiException(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
        var waiting = fake.Updates.Waiting.Count;
        var polling = fake.Updates.PollAsync(request, gone);
        if (fake.Updates.Waiting.Count < waiting) fake.Step?.Invoke("telegram confirmed updates");
        return await polling;
    }

    private BotApiException Complaint(int code, string description, List<string> problems)
    {
        fake.Complain(problems);
        return new(code, description);
    }

    private static async Task RefuseAsync(HttpContext context, BotApiException error)
    {
        var body = new JsonObject { ["ok"] = false, ["error_code"] = error.Code, ["description"] = error.Message };
        var parameters = new JsonObject();
        if (error.RetryAfter is { } seconds) parameters["retry_after"] = seconds;
        if (error.MigrateTo is { } chat) parameters["migrate_to_chat_id"] = chat;
        if (parameters.Count > 0) body["parameters"] = parameters;
        if (error.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await WriteAsync(context, error.Code, body.ToJsonString());
    }

    private static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }
}
