using System.Text;
using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>Where a session was forked is told by an export, whatever its parent's history and its own have become since.</summary>
public sealed class TransferredForksTests : TransferTo
{
    private static readonly string[] Forks = ["f-above", "f-back", "f-none", "f-open", "f-orphan", "f-own"];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_place_a_session_was_forked_at_survives_export_and_import(string from, string to)
    {
        var (source, target, back) = (Open(from, "source"), Open(to, "target"), Open(from, "back"));
        await FillAsync(source);

        await SessionTransfer.CopyAsync(source, target);
        await SessionTransfer.CopyAsync(target, back);

        var places = await PlacesAsync(source);
        Assert.Equal([("p", 5), ("p", 1), ("p", -1), ("p", 1), (null, 1), ("p", 3)], places);
        Assert.Equal(places, await PlacesAsync(target));
        var exported = Encoding.UTF8.GetString((await ExportAsync(source)).ToArray());
        Assert.Equal(exported, Encoding.UTF8.GetString((await ExportAsync(target)).ToArray()));
        Assert.Equal(exported, Encoding.UTF8.GetString((await ExportAsync(back)).ToArray()));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task So_does_that_of_a_parent_that_was_trimmed_since(string to)
    {
        var (source, target) = (Open("json", "source", maxMessages: 4), Open(to, "target"));
        await SayAsync(source, "p", "alice", "one", "two", "three", "four");
        await source.Require<ISessionBranching>().ForkSessionAsync("p", 3, null, "f");
        await SayAsync(source, "p", "alice", "five", "six", "seven");

        await SessionTransfer.CopyAsync(source, target);

        Assert.Equal(3, (await target.Require<ISessionBranching>().GetFamilyAsync("f"))!.ForkedAt);
        Assert.Equal((await ExportAsync(source)).ToArray(), (await ExportAsync(target)).ToArray());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_a_fork_says_in_place_of_what_it_took_over_stays_its_owners(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "p", "alice", "of alice", "and more");
        await source.Require<ISessionBranching>().ForkSessionAsync("p", 1, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        await source.Require<ISessionCheckpoints>().RevertToMessageAsync("f", -1);
        await SayAsync(source, "f", "bob", "of bob", "his own");

        await SessionTransfer.CopyAsync(source, target);
        await target.Require<ISessionRetention>().EraseUserAsync("alice");

        Assert.Equal(["of bob", "his own"], (await target.GetChatHistoryAsync("f")).Select(static message => message.Content));
        Assert.Empty(await target.GetChatHistoryAsync("p"));
    }

    [Fact]
    public async Task Importing_it_again_changes_nothing()
    {
        var (source, target) = (Open("memory", "source"), Open("json", "target"));
        await FillAsync(source);
        using var export = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, export);

        export.Position = 0;
        await SessionTransfer.ImportAsync(target, export);

        Assert.Equal(export.ToArray(), (await ExportAsync(target)).ToArray());
    }

    private static async Task FillAsync(ISessionStore store)
    {
        var (trees, marks) = (store.Require<ISessionBranching>(), store.Require<ISessionCheckpoints>());
        await SayAsync(store, "gone", "alice", "one", "two");
        await trees.ForkSessionAsync("gone", null, null, "f-orphan");
        await store.DeleteSessionAsync("gone");

        using var calls = JsonDocument.Parse("""[{"id":"c1","function":{"name":"look"}}]""");
        await SayAsync(store, "p", "alice", "one");
        await store.AddMessageAsync("p", "assistant", "", new() { ToolCalls = calls.RootElement.Clone() });
        await trees.ForkSessionAsync("p", 1, null, "f-open");
        await store.AddMessageAsync("p", "tool", "the result", new() { ToolCallId = "c1" });
        await store.AddMessageAsync("f-open", "user", "never mind");
        await trees.ForkSessionAsync("p", -1, null, "f-none");
        await SayAsync(store, "p", "alice", "three", "four", "five");
        await trees.ForkSessionAsync("p", 5, null, "f-above");
        await trees.ForkSessionAsync("p", 3, null, "f-own");
        await marks.RevertToMessageAsync("f-own", 0);
        await SayAsync(store, "f-own", "alice", "another two");

        // The parent goes back below all but the shortest of them.
        await marks.RevertToMessageAsync("p", 0);
        await SayAsync(store, "p", "alice", "begun anew", "with more", "and more");
        await trees.ForkSessionAsync("p", 1, null, "f-back");
        await marks.RevertToMessageAsync("p", 0);
    }

    private static async Task<List<(string? Parent, int? At)>> PlacesAsync(ISessionStore store)
    {
        var places = new List<(string?, int?)>();
        foreach (var fork in Forks)
        {
            var family = await store.Require<ISessionBranching>().GetFamilyAsync(fork);
            places.Add((family!.ParentId, family.ForkedAt));
        }

        return places;
    }
}
