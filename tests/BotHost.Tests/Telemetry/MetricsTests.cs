using System.Net;
using Bots.Agents;
using Bots.BotHost.Telemetry;
using Bots.Fakes;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.AI;

namespace Bots.BotHost.Tests.Telemetry;

/// <summary>What an operator can count on.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task A_turn_is_counted_at_every_step()
    {
        var agent = new ChatClientAgent(new ScriptedModel("clock"), new AgentOptions { Provider = "model", Model = "m" }, AIFunctionFactory.Create(static () => "11 pm", "clock", "Tells the time."));
        await using var host = await TestHost.StartAsync(agent);
        host.Adapter.Refusals.Enqueue(new DeliveryOutcome.Retry(DateTimeOffset.UtcNow, "flood", Charged: false));
        var message = Some.Message("what time is it?");

        await host.Adapter.Sink!.AcceptAsync([message, message], default);

        await AssertLinesAsync(host,
            "bots_messages_accepted_total{bot=\"fake\"} 1", "bots_messages_duplicates_total{bot=\"fake\"} 1", "bots_messages_answered_total{bot=\"fake\"} 1",
            "bots_replies_retried_total{bot=\"fake\"} 1", "bots_replies_delivered_total{bot=\"fake\"} 1",
            "bots_tokens_total{bot=\"fake\",model=\"m\",direction=\"input\"} 200", "bots_tokens_total{bot=\"fake\",model=\"m\",direction=\"output\"} 14",
            "bots_store_commit_seconds_count{operation=\"accept\"} 1", "bots_store_commit_seconds_count{operation=\"turn\"} 1", "bots_turn_seconds_count{bot=\"fake\"} 1",
            "bots_reply_delay_seconds_bucket{bot=\"fake\",le=\"+Inf\"} 1", "bots_queue_waiting 0", "bots_turns_running 0", "bots_messages_oldest_seconds 0", "bots_adapter_up{bot=\"fake\"} 1");
    }

    [Fact]
    public async Task A_commit_is_measured_in_full_also_when_the_store_works_before_it_returns()
    {
        var clock = new TestClock();
        using var metrics = new BotMetrics(clock);
        using var book = new MetricsBook();
        book.Start(metrics);

        await metrics.CommitAsync("turn", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return new ValueTask<int>(1);
        });

        Assert.Contains("bots_store_commit_seconds_sum{operation=\"turn\"} 2\n", book.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_are_counted_by_their_reason_and_parked_replies_too()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => throw new AgentException("The model is away.")));
        host.Adapter.Refusals.Enqueue(new DeliveryOutcome.Parked("blocked"));

        await host.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);

        await AssertLinesAsync(host, "bots_messages_failed_total{bot=\"fake\",reason=\"agent\"} 1", "bots_replies_parked_total{bot=\"fake\"} 1");
    }

    [Fact]
    public async Task The_age_of_the_oldest_unanswered_message_grows_while_it_waits_and_reaches_back_over_a_restart()
    {
        var gate = new TaskCompletionSource();
        var store = new Bots.Sessions.Memory.MemorySessionStore();
        var message = Some.Message("hello");
        await store.Require<IInbox>().AcceptAsync([new(message.Bot, message.DedupeId, message.SessionKey, Turns.InboundPayload.Write(message))], "host that died");
        await Task.Delay(50);
        await using var host = await TestHost.StartAsync(Some.Agent((_, _) => Slow()), store);
        var queue = host.Get<Turns.TurnQueue>();

        await Eventually.TrueAsync(() => queue.Running == 1, "the turn");
        Assert.True(queue.AgeOfOldest(TimeProvider.System) >= TimeSpan.FromMilliseconds(50));
        gate.SetResult();

        await Eventually.TrueAsync(() => queue.AgeOfOldest(TimeProvider.System) == TimeSpan.Zero, "nothing waits");

        async IAsyncEnumerable<AgentUpdate> Slow()
        {
            await gate.Task;
            yield return "done";
        }
    }

    [Fact]
    public async Task Metrics_name_no_user_and_no_text()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.SayAsync("my secret", user: "987654");

        var text = host.Get<MetricsBook>().Write();
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("987654", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_is_Prometheus_own_line_by_line()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("hello");

        var lines = host.Get<MetricsBook>().Write().TrimEnd('\n').Split('\n');

        foreach (var line in lines)
            Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [0-9.E+-]+)$""", line);
        Assert.Equal(lines.Where(static line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Distinct(), lines.Where(static line => line.StartsWith("# TYPE", StringComparison.Ordinal)));
    }

    [Fact]
    public void Labels_are_escaped() => Assert.Equal("a=\"\\\\\\\"\\n\"", PrometheusText.With("", "a", "\\\"\n"));

    [Fact]
    public async Task The_page_is_for_this_machine_only_and_a_proxy_speaks_for_others()
    {
        using var folder = new TempFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"));
        using var client = new HttpClient { BaseAddress = new(host.Url!) };

        Assert.Contains("# TYPE bots_messages_accepted_total counter", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var answer = await client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Telemetry:MetricsFromAnywhere", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertLinesAsync(TestHost host, params string[] expected)
    {
        string[] missing = [];
        for (var patience = 0; patience < 300; patience++)
        {
            var lines = host.Get<MetricsBook>().Write().Split('\n').ToHashSet();
            missing = [.. expected.Where(line => !lines.Contains(line))];
            if (missing.Length == 0) return;
            await Task.Delay(100);
        }

        Assert.Fail($"Missing: {string.Join('\n', missing)}\nin\n{host.Get<MetricsBook>().Write()}");
    }
}
