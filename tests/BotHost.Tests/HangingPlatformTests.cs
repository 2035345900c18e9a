using Bots.Agents;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>A platform that takes requests and does not answer them.</summary>
public sealed class HangingPlatformTests
{
    private readonly MemorySessionStore _store = new();
    private readonly TaskCompletionSource _answer = new();

    [Fact]
    public async Task A_preview_that_gets_no_answer_holds_up_its_answer_only_on_the_way_out()
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), _store);
        host.Adapter.PreviewAnswer = _answer.Task;

        await host.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
        await Eventually.TrueAsync(async () => (await _store.GetChatHistoryAsync("bot_fake_1")).Count == 2, "the answer is written");
        Assert.Empty(await _store.Require<IInbox>().ListAsync(InboxState.Open));
        Assert.Empty(host.Adapter.Delivered);

        _answer.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "the reply");
        Assert.Equal("preview", host.Adapter.Replaced.Single());
        Assert.False(host.Adapter.WentOn.Single(), "a preview went on beside its answer");
    }

    [Fact]
    public async Task What_follows_in_the_session_does_not_wait_for_a_preview_that_was_left_behind()
    {
        await using var host = await TestHost.StartAsync(Some.Echo(), _store);
        host.Adapter.PreviewAnswer = _answer.Task;
        await host.Adapter.Sink!.AcceptAsync([Some.Message("one")], default);
        await Eventually.TrueAsync(async () => (await _store.GetChatHistoryAsync("bot_fake_1")).Count == 2, "the first answer is written");

        await host.Adapter.Sink.AcceptAsync([Some.Message("two")], default);
        await Eventually.TrueAsync(async () => (await _store.GetChatHistoryAsync("bot_fake_1")).Count == 4, "the second answer is written");
        _answer.SetResult();

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "both replies");
        Assert.Equal(["echo: one", "echo: two"], host.Adapter.Delivered.Select(static delivered => delivered.Text));
    }

    [Fact]
    public async Task A_stop_keeps_the_answer_that_was_there()
    {
        var asked = 0;
        for (var stop = 0; stop < 3; stop++)
        {
            await using var host = await StartAsync(_ => CountedAsync());
            if (stop == 0) await host.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
            await Eventually.TrueAsync(() => asked == 1, "the answer is there");
        }

        await using var last = await TestHost.StartAsync(Some.Echo(), _store);
        await Eventually.TrueAsync(() => last.Adapter.Delivered.Count == 1, "the reply");
        Assert.Equal("computed once", last.Adapter.Delivered.Single().Text);
        Assert.Empty(await _store.Require<IInbox>().ListAsync(InboxState.Dead));

        async IAsyncEnumerable<AgentUpdate> CountedAsync()
        {
            await Task.Yield();
            asked++;
            yield return "computed once";
        }
    }

    [Fact]
    public async Task A_stop_before_the_answer_charges_nothing_and_says_that_the_message_waits()
    {
        var logs = new RecordingLogs();
        await using (var host = await StartAsync(static token => NeverAsync(token), logs))
        {
            await host.Adapter.Sink!.AcceptAsync([Some.Message("hello")], default);
            await Eventually.TrueAsync(() => host.Adapter.Shown.Count == 1, "something is shown");
        }

        Assert.Equal(0, Assert.Single(await _store.Require<IInbox>().ListAsync(InboxState.Open)).Attempts);
        Assert.Contains("Stopped; 1 message(s) wait in the inbox for the next start", logs.Of(LogLevel.Information));
    }

    private Task<TestHost> StartAsync(Func<CancellationToken, IAsyncEnumerable<AgentUpdate>> answer, RecordingLogs? logs = null) =>
        TestHost.StartAsync(Some.Agent((_, token) => answer(token)), _store, static options => options.DrainTimeout = TimeSpan.Zero,
            logs: logs, answer: _answer.Task, previewAnswer: _answer.Task);

    private static async IAsyncEnumerable<AgentUpdate> NeverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "a first word";
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
