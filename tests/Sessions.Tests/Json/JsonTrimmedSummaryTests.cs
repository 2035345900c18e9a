using Bots.Sessions.Conformance;
using Bots.Sessions.Json;

namespace Bots.Sessions.Tests.Json;

/// <summary>Summaries of a history whose oldest messages are erased as an operator asked.</summary>
public sealed class JsonTrimmedSummaryTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_summary_stands_for_what_is_left_of_its_messages()
    {
        using var store = Open(4);
        await store.AddAsync("a", "0", "1", "2", "3");
        await store.SummarizeAsync("a", 0, 2);

        await store.AddAsync("a", "4", "5");

        var left = Assert.Single(await store.Require<ISessionSummaries>().ListSummariesAsync("a"));
        Assert.Equal((0, 0, "0 to 2", SessionSummary.HashOf((await store.GetChatHistoryAsync("a")).Take(1))), (left.FromIndex, left.ToIndex, left.Text, left.SourceHash));
    }

    [Fact]
    public async Task Of_summaries_whose_messages_are_all_erased_the_one_that_reached_furthest_stays_before_the_rest()
    {
        using var store = Open(4);
        await store.AddAsync("a", "0", "1", "2", "3");
        await store.SummarizeAsync("a", 0, 0);
        await store.SummarizeAsync("a", 0, 1);

        await store.AddAsync("a", "4", "5", "6", "7", "8", "9", "10");

        var left = Assert.Single(await store.Require<ISessionSummaries>().ListSummariesAsync("a"));
        Assert.Equal((0, -1, "0 to 1"), (left.FromIndex, left.ToIndex, left.Text));
        Assert.True(await store.SummarizeAsync("a", 0, 1, "all of it"));
        Assert.Equal(["0 to 1", "all of it"], await store.SummariesAsync("a"));
        Assert.True(await store.Require<ISessionSummaries>().DeleteSummaryAsync("a", 0, -1));
        Assert.Equal(["all of it"], await store.SummariesAsync("a"));
    }

    [Fact]
    public async Task Going_back_to_before_the_trimming_hides_what_was_said_after_it()
    {
        using var store = Open(4);
        await store.AddAsync("a", "0", "1");
        await store.MarkAsync("a", "early");
        await store.AddAsync("a", "2", "3");
        await store.SummarizeAsync("a", 0, 3);
        await store.AddAsync("a", "4", "5", "6", "7", "8");

        var back = await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync("a", "early");

        Assert.Empty(await store.SummariesAsync("a"));
        await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync("a", back!.Id);
        Assert.Equal(["0 to 3"], await store.SummariesAsync("a"));
    }

    [Fact]
    public async Task Clearing_erases_them_and_a_fork_takes_them_over()
    {
        using var store = Open(4);
        await store.AddAsync("a", "0", "1", "2", "3");
        await store.SummarizeAsync("a", 0, 1, "a secret");
        await store.AddAsync("a", "4", "5", "6");

        var fork = await store.Require<ISessionBranching>().ForkSessionAsync("a", 1);
        Assert.Equal(["a secret"], await store.SummariesAsync(fork));
        await store.ClearSessionAsync("a");

        Assert.Empty(await store.SummariesAsync("a"));
        await store.DeleteSessionAsync(fork);
        Assert.False(_folder.Holds("a secret"));
    }

    private JsonSessionStore Open(int maxMessages) => _folder.Open(options => options.MaxMessages = maxMessages);
}
