using Bots.Agents.Remote;
using Bots.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Tests.Remote;

/// <summary>Streams of a remote session, against a server that does what a test says.</summary>
public sealed class RemoteStreamTests
{
    [Fact]
    public async Task A_slow_reader_is_no_silence_of_the_server()
    {
        var (clock, rest) = (new TestClock(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = await ServeAsync(async context =>
        {
            await context.Response.WriteAsync("event: text\ndata: {\"text\":\"a\"}\n\n");
            await context.Response.Body.FlushAsync();
            await rest.Task;
            await context.Response.WriteAsync("event: text\ndata: {\"text\":\"b\"}\n\nevent: done\ndata: {}\n\n");
        });
        using var session = new RemoteSession(server.Urls.First(), "s", new() { Timeout = TimeSpan.FromSeconds(1), Time = clock });

        var pieces = new List<string>();
        await foreach (var piece in session.StreamAsync("Hi"))
        {
            pieces.Add(piece);
            clock.Advance(TimeSpan.FromMinutes(10));
            rest.TrySetResult();
        }

        Assert.Equal(["a", "b"], pieces);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_of_a_stream_is_named()
    {
        var clock = new TestClock();
        await using var server = await ServeAsync(async context =>
        {
            await context.Response.WriteAsync("event: text\ndata: {\"text\":\"a\"}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var session = new RemoteSession(server.Urls.First(), "s", new() { Timeout = TimeSpan.FromSeconds(1), Time = clock });
        await using var pieces = session.StreamAsync("Hi").GetAsyncEnumerator();
        Assert.True(await pieces.MoveNextAsync());

        var next = pieces.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(() => clock.PendingTimers > 0, "somebody listens");
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("was silent for 1 seconds", (await Assert.ThrowsAsync<AgentException>(() => next)).Message, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/agent", (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            return answer(context);
        });
        await app.StartAsync();
        return app;
    }
}
