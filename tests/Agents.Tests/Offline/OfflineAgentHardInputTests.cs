using Bots.Sessions;
using static Bots.Agents.Tests.Asking;

namespace Bots.Agents.Tests.Offline;

public sealed class OfflineAgentHardInputTests
{
    private readonly OfflineAgent _agent = new();

    [Theory]
    [InlineData("\ud83d")]
    [InlineData("\udc00 my name is \ud83d")]
    [InlineData("\0\0\0")]
    [InlineData("'''''\"\"\"\"")]
    [InlineData("my my my my is is is")]
    [InlineData("I prefer")]
    [InlineData("my name is")]
    [InlineData("что ты умеешь?")]
    [InlineData("👩‍👩‍👧‍👦 is my family")]
    [InlineData("????")]
    public async Task Odd_text_is_answered(string odd)
    {
        var reply = await _agent.AskAsync(odd, User(odd), User("I prefer " + odd));

        Assert.NotEmpty(reply);
        Assert.NotEmpty(await _agent.AskAsync("What's my name?", User(odd)));
    }

    [Fact]
    public async Task A_message_of_a_megabyte_is_answered()
    {
        var long1 = string.Concat(Enumerable.Repeat("my dog is called my cat and I prefer ", 30_000));
        var long2 = new string('a', 1_000_000);

        var reply = await _agent.AskAsync("What's my name?", User(long1), User(long2), User("My name is Alice"));

        Assert.Equal("Your name is Alice.", reply);
        Assert.NotEmpty(await _agent.AskAsync(long1));
    }

    [Fact]
    public async Task A_long_message_is_quoted_only_where_it_matters()
    {
        var story = string.Concat(Enumerable.Repeat("It rained all day and we stayed inside. ", 50)) + "Then grandma baked a rhubarb pie. " + string.Concat(Enumerable.Repeat("It went on raining. ", 50));

        var reply = await _agent.AskAsync("What did grandma bake?", User(story));

        Assert.Contains("rhubarb pie", reply, StringComparison.Ordinal);
        Assert.True(reply.Length < 200, reply);
    }

    [Fact]
    public async Task Ten_thousand_messages_are_no_obstacle()
    {
        var history = Enumerable.Range(0, 10_000)
            .Select(static i => i % 2 == 0 ? User($"On day {i} I walked {i} steps with my friend number {i} and then we had lunch") : Assistant($"That sounds nice, number {i}."))
            .Prepend(User("My name is Alice"))
            .ToArray();

        Assert.Equal("Your name is Alice.", await _agent.AskAsync("What's my name?", history));
        Assert.Contains("4242 steps", await _agent.AskAsync("How many steps did I walk on day 4242?", history), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_request_stops()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _agent.ReplyAsync(new([User("My name is Alice")], "What's my name?"), stop.Token)) { }
        });
    }
}
