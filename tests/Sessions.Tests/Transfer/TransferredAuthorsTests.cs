using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>Whose text it is that forks and merges hold survives the way into another store.</summary>
public sealed class TransferredAuthorsTests : TransferTo
{
    public static TheoryData<string, string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string, string>();
            foreach (var pair in Pairs)
            {
                foreach (var way in new[] { "as it was", "cleared", "reverted", "deleted", "continued" }) ways.Add((string)pair[0], (string)pair[1], way);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Erasing_a_user_after_an_import_reaches_what_a_fork_of_another_user_holds(string from, string to, string way)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "alice asks", "alice hears");
        await source.Require<ISessionState>().SetStateAsync(StateScope.Session("a"), "note", JsonSerializer.SerializeToElement("alice's note"));
        await source.Require<ISessionCatalog>().UpdateSessionAsync("a", new() { Title = "alice's title" });
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        await SayAsync(source, "f", "bob", "bob asks", "bob hears");
        await ChangeAsync(source, way);

        var exported = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, exported);
        var again = await ExportAsync(target);
        var report = await target.Require<ISessionRetention>().EraseUserAsync("alice");

        Assert.Equal(exported.ToArray(), again.ToArray());
        Assert.Equal(["bob asks", "bob hears"], (await target.GetChatHistoryAsync("f")).Select(static message => message.Content));
        Assert.Equal(2, report.TakenOver);
        Assert.Empty(await target.Require<ISessionState>().ListStateAsync(StateScope.Session("f")));
        Assert.Null((await target.Require<ISessionCatalog>().GetSessionAsync("f"))?.Title);
        Assert.DoesNotContain("alice", System.Text.Encoding.UTF8.GetString((await ExportAsync(target)).ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_only_checkpoints_and_merged_sessions_hold_stays_its_authors(string from, string to)
    {
        var (source, target, back) = (Open(from, "source"), Open(to, "target"), Open(from, "back"));
        await SayAsync(source, "a", "alice", "alice asks", "alice hears", "alice goes on", "alice is answered");
        await SayAsync(source, "b", "bob", "bob asks", "bob hears");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        await SayAsync(source, "f", "bob", "bob says");
        await source.Require<ISessionVersions>().SaveVersionAsync("f", "whole");
        await source.Require<ISessionCheckpoints>().RevertToMessageAsync("f", 1);
        await source.Require<ISessionVersions>().MergeAsync("b", "a", new() { TargetId = "m" });
        await source.DeleteSessionAsync("a");

        var exported = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, exported);
        await SessionTransfer.CopyAsync(target, back);
        var report = await back.Require<ISessionRetention>().EraseUserAsync("alice");

        Assert.Equal(exported.ToArray(), (await ExportAsync(target)).ToArray());
        Assert.Equal(6, report.TakenOver);
        Assert.Empty(await back.GetChatHistoryAsync("f"));
        Assert.Equal(["bob asks", "bob hears"], (await back.GetChatHistoryAsync("m")).Select(static message => message.Content));
        Assert.True(await back.Require<ISessionVersions>().RestoreVersionAsync("f", 1));
        Assert.Equal("bob says", Assert.Single(await back.GetChatHistoryAsync("f")).Content);
        Assert.DoesNotContain("alice", System.Text.Encoding.UTF8.GetString((await ExportAsync(back)).ToArray()), StringComparison.Ordinal);
        foreach (var store in new[] { target, back })
        {
            if (store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Values_that_only_checkpoints_and_versions_hold_stay_their_authors(string from, string to)
    {
        var (source, target, back) = (Open(from, "source"), Open(to, "target"), Open(from, "back"));
        await SayAsync(source, "a", "alice", "asks", "hears");
        foreach (var key in new[] { "changed", "removed", "kept" }) await SetAsync(source, "a", key, $"alice {key}");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        await source.Require<ISessionCheckpoints>().CreateCheckpointAsync("f", "early");
        await SayAsync(source, "f", "bob", "bob asks", "bob hears");
        await SetAsync(source, "f", "changed", "bob changed");
        await source.Require<ISessionVersions>().SaveVersionAsync("f", "between");
        await SetAsync(source, "f", "removed", null);
        await SetAsync(source, "a", "changed", "bob changed");
        await SetAsync(source, "a", "kept", "alice later");

        var exported = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, exported);
        await SessionTransfer.CopyAsync(target, back);

        foreach (var (store, restores) in new[] { (target, false), (back, true) })
        {
            Assert.Equal(exported.ToArray(), (await ExportAsync(store)).ToArray());
            if (restores)
            {
                await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync("f", "early");
                await store.Require<ISessionBranching>().ForkSessionAsync("f", null, null, "g");
                await store.Require<ISessionCatalog>().UpdateSessionAsync("g", new() { UserId = "carol" });
            }

            Assert.True(Holds(store, "alice changed"), "the search over the files finds nothing at all");
            await store.Require<ISessionRetention>().EraseUserAsync("alice");

            foreach (var text in new[] { "alice changed", "alice removed", "alice kept", "alice later" })
            {
                Assert.DoesNotContain(text, System.Text.Encoding.UTF8.GetString((await ExportAsync(store)).ToArray()), StringComparison.Ordinal);
                Assert.False(Holds(store, text) && store is not Bots.Sessions.Memory.MemorySessionStore, $"a file still holds '{text}'");
            }

            await store.Require<ISessionVersions>().RestoreVersionAsync("f", 1);
            Assert.Equal(["changed"], (await store.Require<ISessionState>().ListStateAsync(StateScope.Session("f"))).Keys);
            if (store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_import_that_is_run_again_leaves_a_value_its_owner_that_was_set_meanwhile(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "asks", "hears");
        await SetAsync(source, "a", "note", "alice's");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        var exported = await ExportAsync(source);
        await SessionTransfer.ImportAsync(target, exported);
        await SetAsync(target, "f", "note", "bob's");

        exported.Position = 0;
        await SessionTransfer.ImportAsync(target, exported);
        await target.Require<ISessionRetention>().EraseUserAsync("alice");

        Assert.Equal("bob's", (await target.Require<ISessionState>().GetStateAsync(StateScope.Session("f"), "note"))?.Value?.GetString());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_fork_without_a_title_stays_without_one_where_its_parent_got_one_later(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "asks", "hears");
        await source.Require<ISessionBranching>().ForkSessionAsync("a", null, null, "f");
        await source.Require<ISessionCatalog>().UpdateSessionAsync("f", new() { UserId = "bob" });
        await source.Require<ISessionCatalog>().UpdateSessionAsync("a", new() { Title = "alice's title", AgentName = "helper" });

        await SessionTransfer.CopyAsync(source, target);

        var fork = await target.Require<ISessionCatalog>().GetSessionAsync("f");
        Assert.Equal((null, null), (fork!.Title, fork.AgentName));
    }

    private static async Task SetAsync(ISessionStore store, string session, string key, string? value) =>
        await store.Require<ISessionState>().SetStateAsync(StateScope.Session(session), key, value is null ? null : JsonSerializer.SerializeToElement(value));

    private static async Task ChangeAsync(ISessionStore store, string way)
    {
        if (way == "cleared") await store.ClearSessionAsync("a");
        if (way == "reverted") await store.Require<ISessionCheckpoints>().RevertToMessageAsync("a", 0);
        if (way == "deleted") await store.DeleteSessionAsync("a");
        if (way == "continued") await SayAsync(store, "a", "alice", "alice goes on");
    }
}
