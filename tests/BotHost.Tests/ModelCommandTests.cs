using Bots.Agents;
using Bots.Fakes;

namespace Bots.BotHost.Tests;

/// <summary>Which agent answers where people may choose.</summary>
public sealed class ModelCommandTests
{
    [Fact]
    public async Task A_chosen_agent_answers_in_that_conversation_alone()
    {
        await using var host = await StartAsync();
        Assert.StartsWith("echo: ", await host.SayAsync("one"), StringComparison.Ordinal);
        Assert.Contains("- `loud`", await host.SayAsync("/model"), StringComparison.Ordinal);
        Assert.Equal(["/model loud"], host.Adapter.Buttons);

        Assert.StartsWith("`loud`", await host.SayAsync("/model LOUD"), StringComparison.Ordinal);
        Assert.Equal("TWO", await host.SayAsync("two"));
        Assert.Contains("agent: `loud`", await host.SayAsync("/whoami"), StringComparison.Ordinal);
        Assert.StartsWith("echo: ", await host.SayAsync("three", user: "2"), StringComparison.Ordinal);

        await host.SayAsync("/new");
        Assert.StartsWith("echo: ", await host.SayAsync("four"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_holds_after_a_restart_and_ends_when_it_is_no_longer_offered()
    {
        var store = new Sessions.Memory.MemorySessionStore();
        await using (var first = await StartAsync(store)) await first.SayAsync("/model loud");
        await using (var second = await StartAsync(store)) Assert.Equal("HELLO", await second.SayAsync("hello"));
        await using var third = await TestHost.StartAsync(Some.Echo(), store);
        Assert.StartsWith("echo: ", await third.SayAsync("hello"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_offered_cannot_be_chosen()
    {
        await using var host = await StartAsync();
        Assert.Contains("There is no `secret` to choose", await host.SayAsync("/model secret"), StringComparison.Ordinal);
        Assert.StartsWith("echo: ", await host.SayAsync("one"), StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(Sessions.ISessionStore? store = null) =>
        TestHost.StartAsync(Some.Echo(), store, others: [new ConfiguredAgent("loud", Some.Agent(static (request, _) => Some.Pieces(request.Prompt.ToUpperInvariant())))]);
}
