using Bots.Sessions.Transfer;
using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>An import makes the same of an export however often it is run.</summary>
public sealed class RepeatedTransferTests : TransferTo
{
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Memories_that_no_longer_hold_are_not_doubled_by_a_second_import(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "hello");
        var memories = source.Require<IMemoryStore>();
        var rome = await memories.SaveMemoryAsync("alice", new("lives in Rome"));
        await memories.SaveMemoryAsync("alice", new("lives in Oslo") { Supersedes = rome.Id });
        var (tea, coffee) = (await memories.SaveMemoryAsync("alice", new("likes tea")), new NewMemory("likes coffee"));
        await memories.DeleteMemoryAsync("alice", (await memories.SaveMemoryAsync("alice", coffee with { Supersedes = tea.Id })).Id);

        var exported = await ExportAsync(source);
        foreach (var store in new[] { target, target, source })
        {
            exported.Position = 0;
            await SessionTransfer.ImportAsync(store, exported);
            Assert.Equal(exported.ToArray(), (await ExportAsync(store)).ToArray());
        }

        Assert.Equal("lives in Oslo", Assert.Single(await target.Require<IMemoryStore>().ListMemoriesAsync("alice")).Content.Text);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_fork_does_not_get_the_summary_that_its_parent_was_given_later(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "hello", "hi");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionSummaries>().SaveSummaryAsync("a", new(0, 1, "greetings", SessionSummary.HashOf(await source.GetChatHistoryAsync("a"))));

        var exported = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, exported);

        Assert.Equal(exported.ToArray(), (await ExportAsync(target)).ToArray());
        Assert.Single(await target.Require<ISessionSummaries>().ListSummariesAsync("a"));
        Assert.Empty(await target.Require<ISessionSummaries>().ListSummariesAsync("f"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_session_ends_in_the_other_store_when_it_would_have_ended(string from, string to)
    {
        var time = new ContractClock();
        var (source, target) = (Open(from, "source", time), Open(to, "target", time));
        await SayAsync(source, "a", "alice", "hello");
        await source.Require<ISessionRetention>().SetExpiryAsync("a", time.GetUtcNow().AddHours(1));

        await SessionTransfer.CopyAsync(source, target);
        var before = await target.SessionExistsAsync("a");
        time.Advance(TimeSpan.FromHours(1));

        Assert.True(before);
        Assert.False(await target.SessionExistsAsync("a"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_lies_below_a_session_that_has_ended_meanwhile_is_imported(string from, string to)
    {
        var time = new ContractClock();
        var (source, target) = (Open(from, "source", time), Open(to, "target", time));
        await SayAsync(source, "a", "alice", "hello");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionBranching>().CreateSessionAsync("below", "a", "c");
        await source.Require<ISessionRetention>().SetExpiryAsync("a", time.GetUtcNow().AddHours(1));
        using var export = new MemoryStream();
        await SessionTransfer.ExportAsync(source, export);
        time.Advance(TimeSpan.FromHours(2));

        for (var round = 0; round < 2; round++)
        {
            export.Position = 0;
            await SessionTransfer.ImportAsync(target, export);
        }

        Assert.False(await target.SessionExistsAsync("a"));
        Assert.Equal(["hello"], (await target.GetChatHistoryAsync("f")).Select(static message => message.Content));
        Assert.True(await target.SessionExistsAsync("c"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Children_keep_their_order(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "m", "alice", "hello");
        var trees = source.Require<ISessionBranching>();
        foreach (var id in new[] { "z", "b", "k" }) await trees.ForkSessionAsync("m", null, null, id);
        foreach (var id in new[] { "y", "a" }) await trees.CreateSessionAsync("below", "b", id);

        await SessionTransfer.CopyAsync(source, target);

        Assert.Equal(["z", "b", "k"], (await target.Require<ISessionBranching>().GetFamilyAsync("m"))!.Children);
        Assert.Equal(["y", "a"], (await target.Require<ISessionBranching>().GetFamilyAsync("b"))!.Children);
    }
}
