using System.Runtime.CompilerServices;
using Bots.Agents;
using Bots.BotHost.Outbox;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>What is left after much has happened: nothing.</summary>
public sealed class LongRunTests
{
    private const int TicksPerHour = 360;

    // The lease, and services that look at something from time to time; each begins by itself soon after the start.
    private const int MostTimersOfAHost = 6;

    [Fact]
    public async Task A_day_leaves_no_timer_lane_turn_or_row_behind_and_no_clock_drifts()
    {
        await using var day = new SimulatedDay();
        for (var hour = 0; hour < 24; hour++)
        {
            if (hour % 6 == 0) await day.StartAsync();
            for (var tick = 0; tick < TicksPerHour; tick++) await day.TickAsync();
            await day.CleanUpAsync();
            if (hour % 6 != 5) continue;
            if (hour == 23) await RestAsync(day);
            await day.StopAsync();
            Assert.Equal(0, day.Clock.PendingTimers);
        }

        Assert.True(day is { Said: > 2_000, Cut: > 20, CleanedUp: > 20 } && day.Delivered > day.Said * 0.9, $"{day.Said} said, {day.Delivered} delivered, {day.Cut} cut, {day.CleanedUp} cleaned up");
        Assert.True(day.Renewals.Sum(static life => life.Count) >= 24 * TicksPerHour);
        Assert.All(day.Renewals, static life => Assert.All(life.Zip(life.Skip(1)), static pair => Assert.Equal(SimulatedDay.Tick, pair.Second - pair.First)));
        Assert.Equal(0, await day.CountAsync(InboxState.Open));
        Assert.InRange(await day.CountAsync(InboxState.Done), 0, 400);
        Assert.Equal(0, Alive(day.Requests));
    }

    [Fact]
    public async Task Sessions_with_no_turn_running_cost_nothing()
    {
        var clock = new TestClock();
        var requests = new List<WeakReference>();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => ReplyAsync(request)), new MemorySessionStore(clock), time: clock);

        for (var user = 1; user <= 1_000; user++) await host.Adapter.Sink!.AcceptAsync([Some.Message("hello", $"{user}")], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1_000 && host.Get<OutboxSender>().Chats == 0 && host.Get<TurnQueue>().Lanes == 0, "everyone is answered");

        Assert.Equal((0, 0, 0), (host.Get<TurnQueue>().Running, host.Get<TurnQueue>().Waiting, host.Get<RunningTurns>().Count));
        Assert.InRange(clock.PendingTimers, 1, MostTimersOfAHost);
        Assert.Equal(0, Alive(requests));

        async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request)
        {
            lock (requests) requests.Add(new(request));
            await Task.Yield();
            yield return "hello";
        }
    }

    private static async Task RestAsync(SimulatedDay day)
    {
        await day.SettleAsync();
        Assert.True(day.Remains is (0, 0, 0, <= MostTimersOfAHost), $"{day.Remains} remain");
        // What is done is forgotten after the retention time, a few rows with each write.
        for (var tick = 0; tick < TicksPerHour * 2; tick++) await day.TickAsync();
        await day.SettleAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Alive(List<WeakReference> references)
    {
        for (var patience = 0; patience < 50 && references.Exists(static reference => reference.IsAlive); patience++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }

        return references.Count(static reference => reference.IsAlive);
    }
}
