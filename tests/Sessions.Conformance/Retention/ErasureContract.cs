using System.Text.Json;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionRetention.EraseUserAsync"/>.</summary>
[ContractGroup(
    typeof(ISessionRetention), typeof(ITurnLog), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionVersions), typeof(ISessionState), typeof(ISessionSearch),
    typeof(IInbox), typeof(IOutbox), typeof(ISessionAliases))]
public abstract class ErasureContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _first = Some.Session();
    private readonly string _second = Some.Session();
    private readonly string _others = Some.Session();

    [Promise]
    public async Task Everything_of_the_user_is_gone_and_counted_and_no_file_holds_a_byte_of_it()
    {
        await FillAsync(_first, "u");
        await FillAsync(_second, "u");
        await FillAsync(_others, "v");
        var fork = await Store.Require<ISessionBranching>().ForkSessionAsync(_first, 0);
        await Store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), "key", Text("private-u"));
        await Store.Require<ISessionAliases>().SetAsync("key", _second);
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound("key", payload: "private-u"), Some.Inbound(payload: "private-u") with { UserId = "u" }], "host");
        await Store.Require<IOutbox>().EnqueueAsync([Some.Reply("private-u") with { SessionKey = _first }], "host");
        Assert.NotEmpty(await FindAsync("wordofu"));

        var report = await Store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(new ErasureReport(3, 5, 3, 6), report);
        foreach (var session in new[] { _first, _second, fork }) Assert.False(await Store.SessionExistsAsync(session));
        Assert.Empty(await FindAsync("wordofu"));
        Assert.Empty(await Store.Require<ISessionState>().ListStateAsync(StateScope.User("u")));
        Assert.Empty(await Store.Require<IInbox>().ListAsync(InboxState.Open));
        Assert.Empty(await Store.Require<IOutbox>().PendingAsync("host"));
        Assert.Equal("key", await Store.Require<ISessionAliases>().ResolveAsync("key"));
        foreach (var text in new[] { "private-u", "wordofu" }) Assert.False(await Fixture.HoldsAsync(text), $"{text} is still in a file");
    }

    [Promise]
    public async Task Nothing_of_anybody_else_is_touched()
    {
        await FillAsync(_first, "u");
        await FillAsync(_others, "v");
        await Store.Require<ISessionState>().SetStateAsync(StateScope.User("v"), "key", Text("private-v"));
        await Store.Require<ISessionState>().SetStateAsync(StateScope.App, "key", Text("everyone's"));
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound(_others, payload: "private-v")], "host");
        await Store.Require<IOutbox>().EnqueueAsync([Some.Reply("private-v") with { SessionKey = _others }], "host");

        await Store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(["private-v wordofv", "x"], await Store.ContentsAsync(_others));
        Assert.Single(await FindAsync("wordofv"));
        Assert.Single(await Store.Require<ISessionVersions>().ListVersionsAsync(_others));
        foreach (var scope in new[] { StateScope.User("v"), StateScope.App, StateScope.Session(_others) }) Assert.Single(await Store.Require<ISessionState>().ListStateAsync(scope));
        Assert.Single(await Store.Require<IInbox>().ListAsync(InboxState.Open));
        Assert.Equal(["private-v"], await Store.Require<IOutbox>().PayloadsAsync("host"));
        if (Fixture.SurvivesRestart) Assert.True(await Fixture.HoldsAsync("private-v"), "the search over the files finds nothing at all");
    }

    [Promise]
    public async Task A_session_in_use_and_one_whose_time_is_over_are_erased_too()
    {
        await FillAsync(_first, "u");
        await FillAsync(_second, "u");
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound(_first)], "host");
        await Store.Require<ISessionRetention>().SetExpiryAsync(_second, Fixture.Clock.GetUtcNow());
        await Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal((2, 4, 1), await EraseAsync());

        Assert.False(await Fixture.HoldsAsync("private-u"));
    }

    [Promise]
    public async Task Erasing_twice_or_an_unknown_user_erases_nothing()
    {
        await FillAsync(_first, "u");
        await EraseAsync();

        foreach (var user in new[] { "u", "none" }) Assert.Equal(new ErasureReport(0, 0, 0, 0), await Store.Require<ISessionRetention>().EraseUserAsync(user));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.Require<ISessionRetention>().EraseUserAsync("").AsTask());
    }

    [Promise]
    public async Task The_entry_that_asks_for_the_erasure_stays_until_its_turn_is_written()
    {
        var inbox = Store.Require<Delivery.IInbox>();
        var ids = (await inbox.AcceptAsync([Entry("1"), Entry("2")], "host")).Select(static ticket => ticket!.Id).ToList();
        var asking = (await inbox.BeginAsync(ids[1], "host"))!;

        var report = await Store.Require<ISessionRetention>().EraseUserAsync("u", asking.Claim.Id);

        Assert.Equal(1, report.Deliveries);
        Assert.Null(await inbox.BeginAsync(ids[0], "host"));
        var written = await Store.Require<ITurnLog>().WriteTurnAsync(new(_first) { Completes = [asking.Claim] });
        Assert.Equal(TurnWriteStatus.Written, written.Status);

        Delivery.InboxMessage Entry(string number) => new("bot", number, _first, "{}") { UserId = "u" };
    }

    [Promise]
    public async Task Cleared_deleted_and_expired_text_leaves_the_files_as_well()
    {
        foreach (var (session, user) in new[] { (_first, "a"), (_second, "b"), (_others, "c") }) await FillAsync(session, user);
        await Store.Require<ISessionRetention>().SetExpiryAsync(_others, Fixture.Clock.GetUtcNow());
        await Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        await Store.ClearSessionAsync(_first);
        await Store.DeleteSessionAsync(_second);
        await Store.Require<ISessionRetention>().CleanupAsync(null);

        foreach (var user in new[] { "a", "b", "c" }) Assert.False(await Fixture.HoldsAsync($"wordof{user}"), user);
    }

    private async Task FillAsync(string session, string user)
    {
        await Store.Require<ITurnLog>().WriteTurnAsync(new(session) { UserId = user, TurnId = "turn", Messages = [new("user", $"private-{user} wordof{user}"), new("assistant", "x")] });
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(session), "key", Text($"private-{user} wordof{user}"));
        if (user == "u") await Store.Require<ISessionState>().SetStateAsync(StateScope.Shared(session), "key", Text($"private-{user}"));
        await Store.MarkAsync(session, $"wordof{user}");
        await Store.Require<ISessionVersions>().SaveVersionAsync(session, $"wordof{user}");
        await Store.RevertAsync(session, 0);
        await Store.RevertAsync(session, $"wordof{user}");
    }

    private async Task<(int, int, int)> EraseAsync() =>
        await Store.Require<ISessionRetention>().EraseUserAsync("u") is var report ? (report.Sessions, report.Messages, report.Deliveries) : default;

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text) => await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery(text) { Everyone = true });

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
