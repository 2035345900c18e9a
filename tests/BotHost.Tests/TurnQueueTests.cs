using System.Collections.Concurrent;
using Bots.BotHost.Outbox;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Tests;

public sealed class TurnQueueTests
{
    private readonly TestClock _clock = new();
    private readonly RunningTurns _running = new();

    [Fact]
    public async Task Turns_of_one_session_run_one_after_another_in_inbox_order()
    {
        var runner = new Runner { Work = static async _ => await Task.Delay(5) };
        var queue = Queue(runner);

        foreach (var id in new long[] { 1, 2, 5, 4, 3 }) queue.Enqueue(new(id, "bot", "one"));

        await Eventually.TrueAsync(() => runner.Ended.Count == 5, "five turns");
        Assert.Equal([1, 2, 3, 4, 5], runner.Started);
        Assert.Equal(1, runner.MostAtOnce);
    }

    [Fact]
    public async Task Turns_of_different_sessions_run_side_by_side()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner);

        for (var id = 1; id <= 8; id++) queue.Enqueue(new(id, "bot", $"session {id}"));

        await Eventually.TrueAsync(() => runner.Started.Count == 8, "eight turns under way at once");
        gate.SetResult();
    }

    [Fact]
    public async Task A_busy_session_does_not_hold_up_another()
    {
        var runner = new Runner { Work = static async _ => await Task.Delay(1) };
        var queue = Queue(runner, new() { MaxConcurrent = 1 });

        for (var id = 1; id <= 50; id++) queue.Enqueue(new(id, "bot", "busy"));
        queue.Enqueue(new(99, "bot", "patient"));

        await Eventually.TrueAsync(() => runner.Ended.Count == 51, "all turns");
        Assert.True(runner.Started.ToList().IndexOf(99) <= 3, "the other session waited behind the busy one");
    }

    [Fact]
    public async Task A_user_who_writes_in_many_conversations_does_not_hold_up_another()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner, new() { MaxConcurrent = 1 });

        for (var id = 1; id <= 20; id++) queue.Enqueue(new(id, "bot", $"group {id}"), user: "busy");
        queue.Enqueue(new(99, "bot", "chat"), user: "patient");
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 21, "all turns");
        Assert.True(runner.Started.ToList().IndexOf(99) <= 2, "the other user waited behind the busy one");
        Assert.Equal(0, queue.Lanes);
    }

    [Fact]
    public async Task A_turn_that_takes_too_long_is_cut()
    {
        var runner = new Runner { Work = static handle => Task.Delay(Timeout.Infinite, handle.Token).ContinueWith(static _ => { }, TaskScheduler.Default) };
        var queue = Queue(runner);
        queue.Enqueue(new(1, "bot", "slow"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the turn");

        _clock.Advance(TimeSpan.FromMinutes(6));

        await Eventually.TrueAsync(() => runner.Ended.Count == 1, "the cut");
        Assert.Equal(TurnCut.TimedOut, runner.Reasons.Single());
    }

    [Fact]
    public async Task Draining_waits_for_running_turns_and_starts_no_others()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner);
        queue.Enqueue(new(1, "bot", "a"));
        queue.Enqueue(new(2, "bot", "a"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the turn");

        var drained = queue.DrainAsync();

        Assert.False(drained.IsCompleted);
        gate.SetResult();
        await drained;
        Assert.Equal([1], runner.Started);
    }

    [Fact]
    public async Task Draining_cuts_what_outlasts_its_patience()
    {
        var runner = new Runner { Work = static handle => Task.Delay(Timeout.Infinite, handle.Token).ContinueWith(static _ => { }, TaskScheduler.Default) };
        var queue = Queue(runner);
        queue.Enqueue(new(1, "bot", "a"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the turn");

        var drained = queue.DrainAsync();
        _clock.Advance(TimeSpan.FromSeconds(31));

        await drained;
        Assert.Equal(TurnCut.ShuttingDown, runner.Reasons.Single());
    }

    [Fact]
    public async Task An_idle_session_leaves_nothing_behind()
    {
        var runner = new Runner { Work = static _ => Task.CompletedTask };
        var queue = Queue(runner);

        for (var id = 1; id <= 100; id++) queue.Enqueue(new(id, "bot", $"session {id}"));

        await Eventually.TrueAsync(() => queue is { Running: 0, Waiting: 0 }, "quiet");
        Assert.Equal(0, queue.Lanes);
        Assert.Equal(0, _running.Count);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public async Task Beyond_the_limit_the_oldest_waiting_messages_are_answered_together()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner, new() { MaxWaitingPerSession = 3 });

        for (var id = 1; id <= 6; id++) queue.Enqueue(new(id, "bot", "one"), alone: false);
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 6, "all entries");
        Assert.Equal([[1], [2, 3, 4], [5], [6]], runner.Turns);
    }

    [Fact]
    public async Task In_merge_mode_what_came_meanwhile_is_one_turn_and_commands_stand_alone()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner, new() { WhileBusy = BusyMode.Merge });

        queue.Enqueue(new(1, "bot", "one"), alone: false);
        queue.Enqueue(new(2, "bot", "one"), alone: false);
        queue.Enqueue(new(3, "bot", "one"), alone: false);
        queue.Enqueue(new(4, "bot", "one"), alone: true);
        queue.Enqueue(new(5, "bot", "one"), alone: false);
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 5, "all entries");
        Assert.Equal([[1], [2, 3], [4], [5]], runner.Turns);
    }

    [Fact]
    public async Task In_interrupt_mode_a_new_message_cuts_the_turn_and_both_are_answered_together()
    {
        var runner = new Runner { Work = static handle => handle.Token.CanBeCanceled && Gate.Task.IsCompleted ? Task.CompletedTask : Task.Delay(Timeout.Infinite, handle.Token).ContinueWith(static _ => Gate.TrySetResult(), TaskScheduler.Default) };
        var queue = Queue(runner, new() { WhileBusy = BusyMode.Interrupt });
        queue.Enqueue(new(1, "bot", "one"), alone: false);
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the first turn");

        queue.Enqueue(new(2, "bot", "one"), alone: false);

        await Eventually.TrueAsync(() => runner.Turns.Count == 2 && queue.Running == 0, "the second turn");
        Assert.Equal([[1], [1, 2]], runner.Turns);
    }

    [Fact]
    public async Task In_interrupt_mode_no_message_cuts_a_command()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = handle => gate.Task.WaitAsync(handle.Token) };
        var queue = Queue(runner, new() { WhileBusy = BusyMode.Interrupt });
        queue.Enqueue(new(1, "bot", "one"), alone: true);
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the command");

        queue.Enqueue(new(2, "bot", "one"), alone: false);
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 2, "both");
        Assert.Equal([[1], [2]], runner.Turns);
    }

    [Fact]
    public async Task In_interrupt_mode_a_message_from_before_the_start_is_cut_unless_it_turns_out_to_be_a_command()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = handle => gate.Task.WaitAsync(handle.Token).ContinueWith(static _ => { }, TaskScheduler.Default), IsCommand = static id => id == 1 };
        var queue = Queue(runner, new() { WhileBusy = BusyMode.Interrupt });
        queue.EnqueueAll([new(1, "bot", "one"), new(2, "bot", "two")]);
        await Eventually.TrueAsync(() => runner.Started.Count == 2, "both");

        queue.Enqueue(new(3, "bot", "one"), alone: false);
        queue.Enqueue(new(4, "bot", "two"), alone: false);
        await Eventually.TrueAsync(() => runner.Turns.Count == 3, "the one that was cut");
        gate.SetResult();

        await Eventually.TrueAsync(() => queue is { Running: 0, Waiting: 0 }, "all");
        Assert.Equal(["1", "2", "2 4", "3"], runner.Turns.Select(static turn => string.Join(' ', turn)).Order());
    }

    [Fact]
    public async Task In_interrupt_mode_a_message_that_cannot_join_the_turn_does_not_cut_it()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = handle => gate.Task.WaitAsync(handle.Token) };
        var queue = Queue(runner, new() { WhileBusy = BusyMode.Interrupt });
        queue.Enqueue(new(1, "bot", "one"), alone: false);
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the turn");

        queue.Enqueue(new(2, "bot", "one"), alone: true);
        queue.Enqueue(new(3, "bot", "one"), alone: false);
        queue.Enqueue(new(4, "bot", "one"), alone: false);
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 4, "all");
        Assert.Equal([[1], [2], [3, 4]], runner.Turns);
    }

    [Fact]
    public async Task Entries_over_which_the_host_died_twice_run_alone_before_all_others_and_in_their_order()
    {
        var runner = new Runner { Work = static async _ => await Task.Delay(5) };
        var queue = Queue(runner);

        queue.EnqueueAll([new(1, "bot", "a") { Attempts = 1 }, new(2, "bot", "b") { Attempts = 2 }, new(3, "bot", "c") { Attempts = 2 }, new(4, "bot", "b")]);
        queue.Enqueue(new(5, "bot", "d"));

        await Eventually.TrueAsync(() => runner.Ended.Count == 5, "all entries");
        Assert.Equal([2, 3], runner.Started.Take(2));
        Assert.Equal([2, 3], runner.Lonely);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public async Task A_suspect_waits_until_what_runs_has_ended_and_new_work_waits_for_the_suspect()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner);
        queue.Enqueue(new(1, "bot", "a"));

        queue.EnqueueAll([new(2, "bot", "b") { Attempts = 2 }]);
        queue.Enqueue(new(3, "bot", "c"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the turn that ran before");
        gate.SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 3, "all entries");
        Assert.Equal([1, 2, 3], runner.Started);
    }

    [Fact]
    public async Task A_suspect_that_neither_ends_nor_kills_the_host_holds_the_others_back_for_a_while_only()
    {
        var gate = new TaskCompletionSource();
        var runner = new Runner { Work = _ => gate.Task };
        var queue = Queue(runner);
        queue.EnqueueAll([new(1, "bot", "slow") { Attempts = 2 }, new(2, "bot", "next") { Attempts = 2 }]);
        queue.Enqueue(new(3, "bot", "patient"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the first suspect");

        _clock.Advance(Quarantine.LongestHold);

        await Eventually.TrueAsync(() => runner.Started.Count == 2, "the patient one");
        Assert.Equal([1, 3], runner.Started);
        gate.SetResult();
        await Eventually.TrueAsync(() => runner.Ended.Count == 3, "the second suspect");
    }

    [Fact]
    public async Task New_work_begins_between_two_suspects_of_a_slow_model_and_beside_neither()
    {
        TaskCompletionSource[] gates = [new(), new(), new()];
        var answered = new int[1];
        var runner = new Runner { Work = _ => gates[answered[0]++].Task };
        var queue = Queue(runner);
        queue.EnqueueAll([new(1, "bot", "a") { Attempts = 2 }, new(2, "bot", "b") { Attempts = 2 }]);
        queue.Enqueue(new(3, "bot", "c"));
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the first suspect");

        _clock.Advance(Quarantine.LongestHold - TimeSpan.FromSeconds(1));
        gates[0].SetResult();
        await Eventually.TrueAsync(() => runner.Started.Count == 2, "the one that waited");
        _clock.Advance(Quarantine.Shift);
        gates[1].SetResult();
        await Eventually.TrueAsync(() => runner.Started.Count == 3, "the second suspect");
        gates[2].SetResult();

        await Eventually.TrueAsync(() => runner.Ended.Count == 3, "all entries");
        Assert.Equal([1, 3, 2], runner.Started);
        Assert.Equal([1, 3, 2], runner.Lonely);
    }

    [Fact]
    public async Task A_suspect_reply_and_turns_are_never_under_way_together()
    {
        var (sent, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runner = new Runner { Work = _ => gate.Task };
        var quarantine = new Quarantine(_clock);
        using var sends = new SendGate(quarantine);
        var queue = Queue(runner, quarantine: quarantine);
        var reply = sends.RunAsync(alone: true, async () =>
        {
            await sent.Task;
            return runner.Started.Count;
        }, default);

        queue.EnqueueAll([new(1, "bot", "suspect") { Attempts = 2 }, new(2, "bot", "other") { Attempts = 1 }]);
        sent.SetResult();

        Assert.Equal(0, await reply);
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the suspect turn");
        var second = sends.RunAsync(alone: true, () => Task.FromResult(runner.Ended.Contains(1)), default);
        gate.SetResult();
        Assert.True(await second);
        await Eventually.TrueAsync(() => runner.Ended.Count == 2, "all turns");
        Assert.Equal([1, 2], runner.Started);
    }

    [Fact]
    public async Task A_stopping_queue_leaves_no_suspect_in_the_way_of_replies()
    {
        var runner = new Runner { Work = static async handle => await Task.Delay(Timeout.Infinite, handle.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing) };
        var quarantine = new Quarantine(_clock);
        var queue = Queue(runner, new() { DrainTimeout = TimeSpan.Zero }, quarantine);
        queue.EnqueueAll([new(1, "bot", "a") { Attempts = 2 }, new(2, "bot", "b") { Attempts = 2 }]);
        await Eventually.TrueAsync(() => runner.Started.Count == 1, "the first suspect");

        await queue.DrainAsync();

        Assert.True(quarantine.TryBegin());
        Assert.Equal([1], runner.Started);
    }

    private static readonly TaskCompletionSource Gate = new();

    private TurnQueue Queue(Runner runner, TurnOptions? options = null, Quarantine? quarantine = null) => new(runner, _running, new(new(_clock, NullLogger<StoreHealth>.Instance)), quarantine ?? new(_clock), Options.Create(options ?? new()), _clock);

    private sealed class Runner : ITurnRunner
    {
        private int _begun;
        private int _now;

        public required Func<TurnHandle, Task> Work { get; init; }

        public Func<long, bool> IsCommand { get; init; } = static _ => false;

        public ConcurrentQueue<long> Started { get; } = [];

        public ConcurrentQueue<long> Ended { get; } = [];

        public ConcurrentQueue<IReadOnlyList<long>> Turns { get; } = [];

        public ConcurrentQueue<TurnCut> Reasons { get; } = [];

        /// <summary>The entries of turns that began and ended with no other beside them.</summary>
        public ConcurrentQueue<long> Lonely { get; } = [];

        public int MostAtOnce { get; private set; }

        public async Task<bool> RunAsync(IReadOnlyList<long> inboxIds, TurnHandle handle)
        {
            handle.StandsAlone = IsCommand(inboxIds[0]);
            var beside = Interlocked.Increment(ref _now);
            MostAtOnce = Math.Max(MostAtOnce, beside);
            var begun = Interlocked.Increment(ref _begun);
            foreach (var id in inboxIds) Started.Enqueue(id);
            Turns.Enqueue(inboxIds);
            await Work(handle);
            if (beside == 1 && begun == Volatile.Read(ref _begun)) Lonely.Enqueue(inboxIds[0]);
            Interlocked.Decrement(ref _now);
            Reasons.Enqueue(handle.Reason);
            foreach (var id in inboxIds) Ended.Enqueue(id);
            return handle.Reason is not TurnCut.Interrupted;
        }
    }
}
