using System.Text.Json;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>Where a fork or a revert ends when its index lies within a tool group.</summary>
public sealed class SqliteForkGroupTests : SqliteFolderTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    public async Task A_fork_or_revert_within_a_tool_group_takes_the_whole_group(int index, int last)
    {
        var store = Open();
        await store.WriteTurnAsync(new TurnWrite("a")
        {
            Messages =
            [
                new("user", "question"), Call("x", "y"), Result("x"), new("user", "between"), Result("y"), new("assistant", "answer"), new("user", "next"),
            ],
        });

        var fork = await store.ForkSessionAsync("a", index);

        Assert.Equal(last + 1, (await store.GetChatHistoryAsync(fork)).Count);
        Assert.Equal(last, (await store.GetFamilyAsync(fork))!.ForkedAt);

        await store.RevertToMessageAsync("a", index);
        Assert.Equal(last + 1, (await store.GetChatHistoryAsync("a")).Count);
    }

    [Fact]
    public async Task A_group_is_found_whole_however_far_apart_its_parts_are()
    {
        var store = Open();
        var chance = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            var (call, result, count) = (chance.Next(40), 41 + chance.Next(300), 400);
            var id = $"{round}";
            await store.WriteTurnAsync(new TurnWrite(id)
            {
                Messages = [.. Enumerable.Range(0, count).Select(position => position == call ? Call("far") : position == result ? Result("far") : new("user", $"{position}"))],
            });

            var index = chance.Next(count);
            var fork = await store.ForkSessionAsync(id, index);
            Assert.Equal((index >= call && index < result ? result : index) + 1, (await store.GetChatHistoryAsync(fork)).Count);
        }
    }

    private static SessionMessage Call(params string[] ids) =>
        new("assistant", "") { Metadata = new() { ToolCalls = JsonSerializer.SerializeToElement(ids.Select(static id => new { id })) } };

    private static SessionMessage Result(string id) => new("tool", "result") { Metadata = new() { ToolCallId = id } };
}
