namespace Bots.Sessions.Conformance;

/// <summary>What <see cref="ITurnLog"/> promises about repeated turns and expected versions.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog))]
public abstract class RepeatedTurnsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ITurnLog Log => Store.Require<ITurnLog>();

    [Promise]
    public async Task A_turn_written_twice_stands_once()
    {
        var first = await WriteAsync(Turn("ask", "answer") with { TurnId = "turn-1" });
        await Store.AddAsync(_session, "later");
        var version = await Store.VersionAsync(_session);

        var second = await WriteAsync(Turn("ask", "answer") with { TurnId = "turn-1" });

        Assert.Equal(TurnWriteStatus.Written, first.Status);
        Assert.Equal((TurnWriteStatus.AlreadyWritten, version), (second.Status, second.Version));
        Assert.Equal(["ask", "answer", "later"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_repeated_turn_is_known_even_with_a_version_that_is_stale_by_now()
    {
        var turn = Turn("ask") with { TurnId = "turn-1", ExpectedVersion = 0 };
        await WriteAsync(turn);

        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await WriteAsync(turn)).Status);
    }

    [Promise]
    public async Task A_repeated_turn_brings_back_nothing_that_was_cleared_or_taken_back()
    {
        var (first, second) = (Turn("ask", "answer") with { TurnId = "turn-1" }, Turn("and", "more") with { TurnId = "turn-2" });
        await WriteAsync(first);
        await WriteAsync(second);

        await WriteAsync(new(_session) { KeepMessages = 2 });
        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await WriteAsync(second)).Status);
        Assert.Equal(["ask", "answer"], await Store.ContentsAsync(_session));

        await Store.ClearSessionAsync(_session);
        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await WriteAsync(first)).Status);
        Assert.Empty(await Store.ContentsAsync(_session));

        await Store.DeleteSessionAsync(_session);
        Assert.Equal(TurnWriteStatus.Written, (await WriteAsync(first)).Status);
    }

    [Promise]
    public async Task A_turn_id_counts_only_within_its_session()
    {
        var other = Some.Session();
        await WriteAsync(Turn("ask") with { TurnId = "turn-1" });

        var result = await WriteAsync(new TurnWrite(other) { Messages = [Some.Message("ask")], TurnId = "turn-1" });

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.Equal(["ask"], await Store.ContentsAsync(other));
    }

    [Promise]
    public async Task Turns_without_an_id_are_never_taken_for_each_other()
    {
        await WriteAsync(Turn("same"));
        await WriteAsync(Turn("same"));

        Assert.Equal(["same", "same"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task The_expected_version_lets_a_turn_through()
    {
        var first = await WriteAsync(Turn("one") with { ExpectedVersion = 0 });
        var second = await WriteAsync(Turn("two") with { ExpectedVersion = first.Version });

        Assert.Equal(TurnWriteStatus.Written, second.Status);
        Assert.True(second.Version > first.Version);
    }

    [Promise]
    public async Task A_stale_version_changes_nothing()
    {
        await Store.AddAsync(_session, "one");
        var seen = await Store.VersionAsync(_session);
        await Store.AddAsync(_session, "two");

        var stale = await WriteAsync(Turn("three") with { ExpectedVersion = seen, AgentName = "guide" });
        var unknown = await WriteAsync(Turn("three") with { ExpectedVersion = 0 });

        Assert.Equal((TurnWriteStatus.VersionConflict, TurnWriteStatus.VersionConflict), (stale.Status, unknown.Status));
        Assert.Equal(await Store.VersionAsync(_session), stale.Version);
        Assert.Equal(["one", "two"], await Store.ContentsAsync(_session));
        Assert.Null((await Store.Require<ISessionCatalog>().GetSessionAsync(_session))?.AgentName);
    }

    [Promise]
    public async Task Expecting_a_version_of_a_session_that_does_not_exist_is_a_conflict()
    {
        var result = await WriteAsync(Turn("one") with { ExpectedVersion = 7 });

        Assert.Equal((TurnWriteStatus.VersionConflict, 0), (result.Status, result.Version));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Of_many_turns_that_expect_the_same_version_one_is_written()
    {
        await Store.AddAsync(_session, "one");
        var version = await Store.VersionAsync(_session);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => WriteAsync(Turn($"{number}") with { ExpectedVersion = version }))));

        Assert.Single(results, static result => result.Status == TurnWriteStatus.Written);
        Assert.Equal(2, (await Store.GetChatHistoryAsync(_session)).Count);
    }

    [Promise]
    public async Task Of_many_writes_of_the_same_turn_one_is_written()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => WriteAsync(Turn("ask", "answer") with { TurnId = "turn-1" }))));

        Assert.Single(results, static result => result.Status == TurnWriteStatus.Written);
        Assert.Equal(["ask", "answer"], await Store.ContentsAsync(_session));
    }

    private TurnWrite Turn(params string[] contents) => new(_session) { Messages = [.. contents.Select(static content => Some.Message(content))] };

    private Task<TurnWriteResult> WriteAsync(TurnWrite turn) => Log.WriteTurnAsync(turn).AsTask();
}
