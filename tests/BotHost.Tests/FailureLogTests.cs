using System.Text.RegularExpressions;
using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>What a user is told leads to what the log says.</summary>
public sealed partial class FailureLogTests : IDisposable
{
    private readonly RecordingLogs _logs = new() { From = LogLevel.Debug };

    [Fact]
    public async Task A_turn_that_was_cut_is_one_line_with_the_reference_the_user_was_told()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, token) => Never(token)), configure: static options => options.Timeout = TimeSpan.FromSeconds(1), logs: _logs);

        var reply = await host.SayAsync("hello");

        await AssertOneWarningAsync(reply);
    }

    [Fact]
    public async Task A_new_dead_letter_is_one_line_with_the_reference_the_user_was_told()
    {
        var store = new MemorySessionStore();
        var message = Some.Message("poison");
        var ticket = (await store.Require<IInbox>().AcceptAsync([new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message)) { Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }], "gone"))[0]!;
        for (var attempt = 0; attempt < 3; attempt++) await store.Require<IInbox>().BeginAsync(ticket.Id, "gone");

        await using var host = await TestHost.StartAsync(Some.Echo(), store, logs: _logs);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty, "the last word");

        Assert.Contains("(reference 4bf92f35)", host.Adapter.Delivered.Single().Text, StringComparison.Ordinal);
        await AssertOneWarningAsync(host.Adapter.Delivered.Single().Text, aside: "died more than once");
    }

    [Fact]
    public async Task An_agent_that_cannot_answer_is_one_line_and_what_it_met_stands_at_Debug()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => throw new AgentException("The key is refused.", new InvalidOperationException("401"))), logs: _logs);

        var reply = await host.SayAsync("hello");

        await AssertOneWarningAsync(reply);
        Assert.Contains(_logs.Of(LogLevel.Debug), line => line.Contains($"What the agent met ({Reference.Match(reply).Groups[1].Value})", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flood_is_a_line_now_and_then_and_every_reference_stands_at_Debug()
    {
        var clock = new TestClock();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_logs));
        var log = new FailureLog(clock, factory.CreateLogger<FailureLog>());

        for (var i = 0; i < 5; i++) log.Told("fake", $"ref-{i}", 2, TurnDraft.Failed(TurnFailure.Overloaded, "Too much.", $"ref-{i}"));
        Assert.Single(_logs.Of(LogLevel.Warning));
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Collection(
            _logs.Of(LogLevel.Warning),
            static line => Assert.Contains(" 2 message(s)", line, StringComparison.Ordinal),
            static line => Assert.Contains(" 8 message(s)", line, StringComparison.Ordinal));
        for (var i = 0; i < 5; i++) Assert.Single(_logs.Of(LogLevel.Debug), line => line.Contains($"(ref-{i})", StringComparison.Ordinal));
        Assert.Equal(0, clock.PendingTimers);
    }

    public void Dispose() => _logs.Dispose();

    private async Task AssertOneWarningAsync(string reply, string aside = "nothing")
    {
        var reference = Reference.Match(reply).Groups[1].Value;
        Assert.Matches("^[0-9a-f]{8}$", reference);
        await Eventually.TrueAsync(() => _logs.Of(LogLevel.Warning).Any(line => line.Contains(reference, StringComparison.Ordinal)), $"{reference} in the log");
        Assert.Single(_logs.Of(LogLevel.Warning), line => !line.Contains(aside, StringComparison.Ordinal));
        Assert.Empty(_logs.Of(LogLevel.Error));
    }

    private static async IAsyncEnumerable<AgentUpdate> Never([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        yield return "never";
    }

    [GeneratedRegex("\\(reference ([0-9a-f]+)\\)")]
    private static partial Regex Reference { get; }
}
