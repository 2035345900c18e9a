using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Bots.Agents;
using Bots.BotHost.Outbox;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Tests;

/// <summary>More than can be answered: everyone gets an answer or an honest word, and what is held in memory stays bounded.</summary>
public sealed partial class FloodTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _prompts = new();

    [Fact]
    public async Task One_user_who_floods_is_told_so_and_nothing_is_dropped_silently()
    {
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => Slow(request)), configure: static options => options.MaxBacklogPerSession = 50);

        var most = await FloodAsync(host, batches: 50, static (batch, place) => "1");
        _gate.SetResult();

        Assert.True(most.Waiting <= 50, $"{most.Waiting} waited");
        await AssertAllAreAccountedForAsync(host, 5_000);
        Assert.True(_prompts.Sum(static prompt => prompt.Split("\n\n").Length) >= 50, "those who were let in are answered");
    }

    [Fact]
    public async Task A_flood_from_everywhere_stays_within_the_limit_in_total()
    {
        await using var host = await TestHost.StartAsync(
            Some.Agent((request, _) => Slow(request)), configure: static options => (options.MaxWaiting, options.MaxConcurrent) = (200, 20));

        var most = await FloodAsync(host, batches: 50, static (batch, place) => string.Create(CultureInfo.InvariantCulture, $"{1 + place + (batch % 5 * 100)}"));
        _gate.SetResult();

        Assert.True(most.Waiting <= 200 && most.Running <= 20 && most.Lanes <= 220, $"{most}");
        Assert.True(most.Replies <= OutboxSender.MostInMemory, $"{most}");
        await AssertAllAreAccountedForAsync(host, 5_000);
    }

    private static async Task<(int Waiting, int Running, int Lanes, int Replies)> FloodAsync(TestHost host, int batches, Func<int, int, string> userOf)
    {
        var queue = host.Get<TurnQueue>();
        var most = (Waiting: 0, Running: 0, Lanes: 0, Replies: 0);
        for (var batch = 0; batch < batches; batch++)
        {
            await host.Adapter.Sink!.AcceptAsync([.. Enumerable.Range(0, 100).Select(place => Some.Message("hi", userOf(batch, place)))], default);
            most = (Math.Max(most.Waiting, queue.Waiting), Math.Max(most.Running, queue.Running), Math.Max(most.Lanes, queue.Lanes), Math.Max(most.Replies, host.Get<OutboxSender>().InMemory));
        }

        return most;
    }

    private async Task AssertAllAreAccountedForAsync(TestHost host, int messages)
    {
        await Eventually.TrueAsync(() => Answered() + Refused(host) >= messages, "everyone is answered or told");
        Assert.Equal(messages, Answered() + Refused(host));
        // The agent has answered before its turn is written.
        await Eventually.TrueAsync(() => host.Get<TurnQueue>() is { Unanswered: 0, Lanes: 0 }, "every turn is written");
        Assert.Empty(await host.Store.Require<IInbox>().ListAsync(InboxState.Open));
    }

    private int Answered() => _prompts.Sum(static prompt => prompt.Split("\n\n").Length);

    private static int Refused(TestHost host) => host.Adapter.Delivered.Where(static reply => reply.Text.Contains("More is being written", StringComparison.Ordinal))
        .Sum(static reply => Number.Match(reply.Text) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 1);

    private async IAsyncEnumerable<AgentUpdate> Slow(AgentRequest request)
    {
        await _gate.Task;
        _prompts.Enqueue(request.Prompt);
        yield return "answer";
    }

    [GeneratedRegex("the last ([0-9]+) messages")]
    private static partial Regex Number { get; }
}
