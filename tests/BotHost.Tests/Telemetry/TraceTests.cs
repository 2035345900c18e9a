using System.Diagnostics;
using Bots.Agents;
using Bots.BotHost.Outbox;
using Bots.BotHost.Telemetry;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;
using Microsoft.Extensions.AI;

namespace Bots.BotHost.Tests.Telemetry;

/// <summary>One trace per message, from the update to the receipt.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly SpanCollector _spans = new();

    [Fact]
    public async Task A_message_is_one_trace_from_the_update_to_the_receipt()
    {
        await using var host = await TestHost.StartAsync(WithTool());
        await host.SayAsync("what time is it?");

        var spans = await SpansAsync(host.Store, "deliver");

        Assert.Equal(["receive", "wait", "turn", "history", "model", "tool", "commit", "deliver"], spans.Select(static span => span.OperationName));
        var byName = spans.ToDictionary(static span => span.OperationName);
        Assert.Equal(default, byName["receive"].ParentSpanId);
        foreach (var (child, parent) in new[] { ("wait", "receive"), ("turn", "receive"), ("history", "turn"), ("model", "turn"), ("tool", "model"), ("commit", "turn"), ("deliver", "turn") })
            Assert.Equal((child, byName[parent].SpanId), (child, byName[child].ParentSpanId));
        Assert.Equal("clock", byName["tool"].GetTagItem("gen_ai.tool.name"));
        Assert.Equal((200L, 14L), (byName["model"].GetTagItem("gen_ai.usage.input_tokens"), byName["model"].GetTagItem("gen_ai.usage.output_tokens")));
    }

    [Fact]
    public async Task Spans_hold_no_text_and_no_user()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("my secret", user: "987654");

        var told = string.Join('|', (await SpansAsync(host.Store, "deliver")).SelectMany(static span => span.TagObjects.Select(static tag => $"{tag.Value}").Append(span.StatusDescription)));

        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
        Assert.DoesNotContain("987654", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_answered_after_a_restart_goes_on_in_its_trace()
    {
        var store = new MemorySessionStore();
        await using (var first = await TestHost.StartAsync(Some.Agent(static (_, token) => Never(token)), store, static options => options.DrainTimeout = TimeSpan.Zero))
        {
            await first.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
            await Eventually.TrueAsync(() => first.Get<Turns.TurnQueue>().Running == 1, "the turn");
        }

        await using var second = await TestHost.StartAsync(Some.Echo(), store);
        await Eventually.TrueAsync(() => second.Adapter.Delivered.Count == 1, "the answer");

        var spans = await SpansAsync(store, "deliver");
        Assert.Equal("receive", spans[0].OperationName);
        Assert.Equal(2, spans.Count(static span => span.OperationName == "wait"));
        Assert.Single(spans, static span => span.OperationName == "commit");
    }

    [Fact]
    public async Task A_reply_delivered_after_a_restart_goes_on_in_the_trace_of_its_message()
    {
        var store = new MemorySessionStore();
        await using (var first = await TestHost.StartAsync(Some.Echo(), store))
        {
            var answer = new TaskCompletionSource();
            first.Adapter.Answer = answer.Task;
            first.Adapter.Refusals.Enqueue(new DeliveryOutcome.Parked("away"));
            await first.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
            // The message is a sign of life itself.
            await Eventually.TrueAsync(() => first.Get<ParkedReplies>().IsIdle, "the sign is looked at");
            answer.SetResult();
            await SpansAsync(store, "deliver");
        }

        await using var second = await TestHost.StartAsync(Some.Echo(), store);
        await second.SayAsync("I am back", replies: 2);

        var delivered = (await SpansAsync(store, "deliver", 2)).Where(static span => span.OperationName == "deliver").ToList();
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], delivered.Select(static span => span.Status));
        Assert.Equal(delivered[0].ParentSpanId, delivered[1].ParentSpanId);
    }

    [Fact]
    public async Task A_duplicate_is_marked_and_has_no_turn()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var message = Some.Message("once");
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await host.Adapter.Sink.AcceptAsync([message], default);

        Assert.Single(await SpansAsync(host.Store, "deliver"), static span => span.OperationName == "receive");
    }

    [Fact]
    public async Task What_a_user_is_told_about_a_failure_names_the_trace()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => throw new AgentException("The model is away.")));

        var reply = await host.SayAsync("hello");

        var trace = await SpanCollector.TraceAsync(host.Store, InboxState.Done);
        Assert.Equal($"The model is away. (reference {trace.Reference})", reply);
        Assert.StartsWith(trace.Reference, trace.Context.TraceId.ToHexString(), StringComparison.Ordinal);
        var model = (await SpansAsync(host.Store, "deliver")).Single(static span => span.OperationName == "model");
        Assert.Equal((ActivityStatusCode.Error, "AgentException"), (model.Status, model.StatusDescription));
    }

    [Fact]
    public void A_stored_trace_is_read_back_and_a_missing_one_is_made()
    {
        var trace = MessageTrace.New();

        Assert.Equal(trace.ToString(), MessageTrace.Read(trace.ToString()).ToString());
        Assert.NotEqual(MessageTrace.Read(null).Reference, MessageTrace.Read("nonsense").Reference);
        Assert.Equal("-", MessageTrace.ReferenceOf(null));
    }

    public void Dispose() => _spans.Dispose();

    private static ChatClientAgent WithTool() => new(
        new ScriptedModel("clock"), new AgentOptions { Provider = "model", Model = "m" }, AIFunctionFactory.Create(static () => "11 pm", "clock", "Tells the time."));

    /// <summary>The spans of the first message of the store, once <paramref name="count"/> of these have ended.</summary>
    private async Task<IReadOnlyList<Activity>> SpansAsync(ISessionStore store, string name, int count = 1)
    {
        await Eventually.TrueAsync(() => store.Require<IInbox>().ListAsync(InboxState.Done).AsTask().GetAwaiter().GetResult().Count > 0, "the commit");
        var trace = await SpanCollector.TraceAsync(store, InboxState.Done);
        await Eventually.TrueAsync(() => _spans.Of(trace).Count(span => span.OperationName == name) >= count, $"{count} spans {name}");
        return _spans.Of(trace);
    }

    private static async IAsyncEnumerable<AgentUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        yield return "never";
    }
}
