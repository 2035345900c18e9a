using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="IStoreIntegrity"/> that need no damage to files.</summary>
[ContractGroup(typeof(IStoreIntegrity), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionState), typeof(ISessionVersions))]
public abstract class IntegrityContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private IStoreIntegrity Integrity => Store.Require<IStoreIntegrity>();

    private ISessionState State => Store.Require<ISessionState>();

    [Promise]
    public async Task A_store_is_in_order_whatever_was_done_with_it()
    {
        Assert.Empty(await Integrity.CheckIntegrityAsync());
        for (var round = 0; round < 3; round++)
        {
            await Store.AddAsync(_session, "0", "1", "2", "3");
            var fork = await Store.ForkAsync(_session, 1);
            await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(fork), "key", JsonSerializer.SerializeToElement(round));
            var undo = await Store.RevertAsync(_session, 1);
            await Store.AddAsync(_session, "other");
            await Store.Require<ISessionVersions>().SaveVersionAsync(_session, "one");
            await Store.RevertAsync(_session, undo.Id);
            await Store.Require<ISessionVersions>().MergeAsync(_session, fork, new MergeOptions { TargetId = Some.Session() });
            if (round == 1) await Store.ClearSessionAsync(_session);
            if (round == 2) await Store.DeleteSessionAsync(_session);
        }

        Assert.Empty(await Integrity.CheckIntegrityAsync());
        Assert.Empty(await Integrity.RepairAsync());
    }

    [Promise]
    public async Task A_result_without_its_call_and_a_call_without_its_result_are_named()
    {
        var (second, third) = (Some.Session(), Some.Session());
        await Store.AddAsync(_session, new SessionMessage("user", "very secret"), ToolMessages.Result("nowhere"));
        await Store.AddAsync(second, ToolMessages.Call("a", "b"), ToolMessages.Result("a"), new SessionMessage("user", "very secret"));
        await Store.AddAsync(third, ToolMessages.Call("a"), ToolMessages.Result("a"), ToolMessages.Call("b", "c"), ToolMessages.Result("b"));

        var problems = await Integrity.CheckIntegrityAsync();

        Assert.All(problems, static problem => Assert.Equal(IntegrityProblemKind.OrphanToolCall, problem.Kind));
        Assert.Equal(new[] { _session, second }.Order(StringComparer.Ordinal), problems.Select(static problem => problem.SessionId).Order(StringComparer.Ordinal));
        Assert.All(problems, static problem => Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal));
    }

    [Promise]
    public async Task Values_that_cannot_be_read_are_said_when_read_and_set_aside_by_a_repair()
    {
        var (user, other) = (Some.Name(), Some.Name());
        foreach (var owner in new[] { user, other }) await State.SetStateAsync(StateScope.User(owner), "key", JsonSerializer.SerializeToElement("tea"));
        if (!await Fixture.TearValuesAsync(user)) return;

        foreach (var read in new Func<Task>[] { () => State.GetStateAsync(StateScope.User(user), "key").AsTask(), () => State.ListStateAsync(StateScope.User(user)).AsTask() })
        {
            var failure = await Assert.ThrowsAsync<SessionStoreException>(read);
            foreach (var part in new[] { user, "`check`", "`repair`" }) Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        }

        var problems = await Integrity.CheckIntegrityAsync();
        Assert.All(problems, static problem => Assert.Equal(IntegrityProblemKind.Unreadable, problem.Kind));
        Assert.Equal(problems, await Integrity.RepairAsync(dryRun: true));
        Assert.NotEmpty(problems);
        Assert.Equal(problems, await Integrity.RepairAsync());

        Assert.Empty(await Integrity.CheckIntegrityAsync());
        Assert.Null(await State.GetStateAsync(StateScope.User(user), "key"));
        Assert.Equal("tea", (await State.GetStateAsync(StateScope.User(other), "key"))!.Value!.Value.GetString());
        Assert.NotNull(await State.SetStateAsync(StateScope.User(user), "key", JsonSerializer.SerializeToElement("coffee")));
    }

    [Promise]
    public async Task A_repair_mends_what_has_a_remedy_leaves_every_message_and_a_dry_run_leaves_everything()
    {
        await Store.AddAsync(_session, new SessionMessage("user", "text"), ToolMessages.Result("nowhere"));
        var (found, before) = (await Integrity.CheckIntegrityAsync(), await Store.GetChatHistoryAsync(_session));

        var would = await Integrity.RepairAsync(dryRun: true);
        Assert.Equal(found, await Integrity.CheckIntegrityAsync());
        var mended = await Integrity.RepairAsync();

        Assert.Equal(would, mended);
        Assert.Equal(found.Where(static problem => problem.Remedy is not null), mended);
        Assert.All(await Integrity.CheckIntegrityAsync(), static problem => Assert.Null(problem.Remedy));
        Assert.Equal(before, await Store.GetChatHistoryAsync(_session));
    }
}
