using System.Collections.Concurrent;
using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Fakes;

namespace Bots.BotHost.Tests;

/// <summary>What a newer message does to the running turn where it interrupts.</summary>
public sealed class InterruptTests
{
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task A_command_that_asks_the_model_is_neither_cut_nor_said_to_it()
    {
        await using var host = await StartAsync();
        await host.SayAsync("first");

        await AskAsync(host, "/retry");
        await host.Adapter.Sink!.AcceptAsync([Some.Message("second")], default);
        _gate.SetResult();

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 3, "the answers");
        Assert.Equal(["first", "first", "second"], _asked);
    }

    [Fact]
    public async Task Messages_behind_a_waiting_command_let_the_running_turn_end()
    {
        await using var host = await StartAsync();
        await host.SayAsync("zero");

        await AskAsync(host, "first");
        foreach (var text in new[] { "/whoami", "second", "third" }) await host.Adapter.Sink!.AcceptAsync([Some.Message(text)], default);
        _gate.SetResult();

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 4, "the answers");
        Assert.Equal(["zero", "first", "second\n\nthird"], _asked);
    }

    private Task<TestHost> StartAsync() =>
        TestHost.StartAsync(Some.Agent((request, token) => AnswerAsync(request.Prompt, token)), configure: static options => options.WhileBusy = BusyMode.Interrupt);

    private async Task AskAsync(TestHost host, string text)
    {
        await host.Adapter.Sink!.AcceptAsync([Some.Message(text)], default);
        await Eventually.TrueAsync(() => _asked.Count == 2, "the model is asked");
    }

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync(string prompt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _asked.Enqueue(prompt);
        if (_asked.Count > 1) await _gate.Task.WaitAsync(cancellationToken);
        yield return $"answer to {prompt}";
    }
}
