using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bots.Sessions;

namespace Bots.Adapters.Tests.Web;

public sealed class PostingTests
{
    [Fact]
    public async Task A_message_is_answered_with_202_only_after_it_is_durable()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        server.Sink.Gate = _ =>
        {
            entered.SetResult();
            return gate.Task;
        };

        var answer = visitor.SayAsync("hello");
        await entered.Task;
        Assert.False(answer.IsCompleted);
        gate.SetResult();

        Assert.Equal(HttpStatusCode.Accepted, (await answer).StatusCode);
        Assert.Single(server.Sink.Accepted);
    }

    [Fact]
    public async Task The_same_id_gives_the_same_dedupe_id()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        await visitor.SayAsync("hello", "same");
        await visitor.SayAsync("hello", "same");

        Assert.Single(server.Sink.Accepted.Select(message => message.DedupeId).Distinct());
    }

    [Fact]
    public async Task A_store_that_fails_is_a_503_that_says_when_to_come_again()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        server.Sink.Failure = new SessionStoreException("The disk is full.");

        var answer = await visitor.SayAsync("hello");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("kept here", await SentenceAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_adapter_runs_and_after_it_ended_nothing_is_accepted()
    {
        await using var server = await WebServer.StartAsync(runs: false);
        using var visitor = await server.VisitAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.SayAsync("early")).StatusCode);
        Assert.Empty(server.Sink.Accepted);

        await using var stopped = await WebServer.StartAsync();
        using var late = await stopped.VisitAsync();
        await stopped.StopAdapterAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await late.SayAsync("late")).StatusCode);
        Assert.Empty(stopped.Sink.Accepted);
    }

    [Fact]
    public async Task The_adapter_ends_only_when_no_message_is_on_its_way()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        server.Sink.Gate = message =>
        {
            if (message.Text != "slow") return Task.CompletedTask;
            entered.SetResult();
            return gate.Task;
        };
        var answer = visitor.SayAsync("slow");
        await entered.Task;

        var end = server.StopAdapterAsync();
        while ((await visitor.SayAsync("more", "m2")).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
        }

        Assert.False(end.IsCompleted);
        gate.SetResult();

        await end;
        Assert.Equal(HttpStatusCode.Accepted, (await answer).StatusCode);
    }

    [Fact]
    public async Task A_text_of_a_megabyte_is_accepted_whole()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();
        // Every character needs six bytes of JSON.
        var text = new string('\u0001', 1_048_576);

        var answer = await visitor.SayAsync(text);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(text, server.Sink.Accepted.Single().Text);
    }

    [Theory]
    [InlineData(1_048_577)]
    [InlineData(8_000_000)]
    public async Task A_longer_text_is_refused_in_a_sentence(int length)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var answer = await visitor.SayAsync(new string('x', length));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("1 MB", await SentenceAsync(answer), StringComparison.Ordinal);
        Assert.Empty(server.Sink.Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\"")]
    [InlineData("{\"id\":1,\"text\":\"a\"}")]
    [InlineData("{\"text\":\"a\"}")]
    [InlineData("{\"id\":\"\",\"text\":\"a\"}")]
    [InlineData("{\"id\":\"a:b\",\"text\":\"a\"}")]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("{\"id\":\"a\",\"text\":\" \\n\"}")]
    public async Task What_is_no_message_is_a_400_with_a_sentence(string body)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var answer = await visitor.Http.PostAsync("/chat/messages", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.EndsWith(".", await SentenceAsync(answer), StringComparison.Ordinal);
        Assert.Empty(server.Sink.Accepted);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Anything_but_JSON_is_a_415(string type)
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        var answer = await visitor.Http.PostAsync("/chat/messages", new StringContent("{\"id\":\"a\",\"text\":\"a\"}", Encoding.UTF8, type));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Empty(server.Sink.Accepted);
    }

    [Fact]
    public async Task Stopping_is_a_message_that_no_retry_can_confuse_with_another()
    {
        await using var server = await WebServer.StartAsync();
        using var visitor = await server.VisitAsync();

        await visitor.Http.PostAsJsonAsync("/chat/stop", new { });
        var answer = await visitor.Http.PostAsJsonAsync("/chat/stop", new { });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.All(server.Sink.Accepted, message => Assert.Equal("/stop", message.Text));
        Assert.Equal(2, server.Sink.Accepted.Select(message => message.DedupeId).Distinct().Count());
    }

    private static async Task<string> SentenceAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;
}
