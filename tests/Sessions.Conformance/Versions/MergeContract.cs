namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionVersions.MergeAsync"/> about messages.</summary>
[ContractGroup(typeof(ISessionVersions), typeof(ISessionBranching), typeof(ISessionCatalog), typeof(ITurnLog))]
public abstract class MergeContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _left = Some.Session();
    private readonly string _right = Some.Session();

    private ISessionVersions Versions => Store.Require<ISessionVersions>();

    [Promise]
    public async Task What_both_have_in_common_comes_once_and_then_both_tails_by_time()
    {
        await SayAsync(_left, "0", "1", "2");
        await Store.Require<ISessionBranching>().ForkSessionAsync(_left, 1, sessionId: _right);
        await SayAsync(_right, "r1");
        await SayAsync(_left, "l1");
        await SayAsync(_right, "r2");

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal(($"{_left}_merged", 2, 6), (result.SessionId, result.CommonMessages, result.MessageCount));
        Assert.Empty(result.Conflicts);
        Assert.Equal(["0", "1", "2", "r1", "l1", "r2"], await Store.ContentsAsync(result.SessionId));
    }

    [Promise]
    public async Task Both_sides_stay_as_they_are_and_none_shows_in_the_other()
    {
        await SayAsync(_left, "0");
        await Store.Require<ISessionBranching>().ForkSessionAsync(_left, sessionId: _right);
        await SayAsync(_right, "r");
        var merged = (await Versions.MergeAsync(_left, _right)).SessionId;

        await Store.AddAsync(_left, "l");
        await Store.AddAsync(merged, "m");
        await Store.DeleteSessionAsync(_right);

        Assert.Equal(["0", "l"], await Store.ContentsAsync(_left));
        Assert.Equal(["0", "r", "m"], await Store.ContentsAsync(merged));
    }

    [Promise]
    public async Task Sessions_without_a_common_past_are_ordered_by_time_as_a_whole()
    {
        await SayAsync(_left, "l1");
        await SayAsync(_right, "r1");
        await SayAsync(_left, "l2");

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal((0, 3), (result.CommonMessages, result.MessageCount));
        Assert.Equal(["l1", "r1", "l2"], await Store.ContentsAsync(result.SessionId));
    }

    [Promise]
    public async Task Each_side_keeps_its_own_order_and_the_left_one_goes_first_at_the_same_time()
    {
        var now = Fixture.Clock.GetUtcNow();
        await WriteAsync(_left, new SessionMessage("user", "late") { Timestamp = now.AddHours(2) }, new SessionMessage("user", "early") { Timestamp = now });
        await WriteAsync(_right, new SessionMessage("user", "between") { Timestamp = now.AddHours(1) }, new SessionMessage("user", "same") { Timestamp = now.AddHours(2) });

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal(["between", "late", "early", "same"], await Store.ContentsAsync(result.SessionId));
    }

    [Promise]
    public async Task Tool_groups_stay_whole()
    {
        await WriteAsync(_left, Timed(ToolMessages.Call("x")));
        await SayAsync(_right, "between");
        await WriteAsync(_left, Timed(ToolMessages.Result("x")));
        await SayAsync(_right, "after");

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal(["calling", "result of x", "between", "after"], await Store.ContentsAsync(result.SessionId));
    }

    [Promise]
    public async Task The_same_message_on_both_sides_comes_once_but_a_repeated_one_as_often_as_it_was_said()
    {
        var same = new SessionMessage("user", "same") { Timestamp = Fixture.Clock.GetUtcNow().AddMinutes(5) };
        await WriteAsync(_left, new SessionMessage("user", "l") { Timestamp = same.Timestamp.AddMinutes(-1) }, same, same);
        await WriteAsync(_right, new SessionMessage("user", "r") { Timestamp = same.Timestamp.AddMinutes(-1) }, same);

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal(["l", "r", "same", "same"], (await Store.ContentsAsync(result.SessionId)).Order(StringComparer.Ordinal));
    }

    [Promise]
    public async Task The_same_beginning_is_common_without_a_fork_too()
    {
        var same = new SessionMessage("user", "same") { Timestamp = Fixture.Clock.GetUtcNow() };
        await WriteAsync(_left, same, new SessionMessage("user", "l") { Timestamp = same.Timestamp.AddMinutes(1) });
        await WriteAsync(_right, same);

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal((1, 2), (result.CommonMessages, result.MessageCount));
    }

    [Promise]
    public async Task Metadata_and_tool_calls_of_messages_come_along()
    {
        await WriteAsync(_left, Timed(new("user", "said") { Metadata = MessageMetadata.Empty.With("a", "b") }), Timed(ToolMessages.Call("x")), Timed(ToolMessages.Result("x")));
        await SayAsync(_right, "r");

        var result = await Versions.MergeAsync(_left, _right);

        Assert.Equal(await Store.GetChatHistoryAsync(_left), (await Store.GetChatHistoryAsync(result.SessionId)).Take(3));
    }

    [Promise]
    public async Task Title_agent_and_user_come_from_the_left_side_or_else_from_the_right()
    {
        await SayAsync(_left, "l");
        await SayAsync(_right, "r");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_left, new SessionChange { Title = "left" });
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_right, new SessionChange { Title = "right", AgentName = "agent", UserId = "u" });

        var result = await Versions.MergeAsync(_left, _right, new MergeOptions { TargetId = Some.Session() });

        var data = (await Store.Require<ISessionCatalog>().GetSessionAsync(result.SessionId))!;
        Assert.Equal(("left", "agent", "u", 2), (data.Title, data.AgentName, data.UserId, data.MessageCount));
    }

    [Promise]
    public async Task A_missing_side_and_a_taken_target_are_refused()
    {
        await SayAsync(_left, "l");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Versions.MergeAsync(_left, _right).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Versions.MergeAsync(_right, _left).AsTask());
        await SayAsync(_right, "r");
        foreach (var target in new[] { _left, _right })
            await Assert.ThrowsAsync<InvalidOperationException>(() => Versions.MergeAsync(_left, _right, new MergeOptions { TargetId = target }).AsTask());

        await Versions.MergeAsync(_left, _right);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Versions.MergeAsync(_left, _right).AsTask());
        Assert.Equal(["l"], await Store.ContentsAsync(_left));
        Assert.Equal(["r"], await Store.ContentsAsync(_right));
    }

    [Promise]
    public async Task A_left_id_that_is_too_long_for_the_usual_result_asks_for_a_target()
    {
        var left = new string('l', SessionId.MaxBytes - 2);
        await SayAsync(left, "l");
        await SayAsync(_right, "r");

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Versions.MergeAsync(left, _right).AsTask());
        var merged = await Versions.MergeAsync(left, _right, new MergeOptions { TargetId = Some.Session() });

        Assert.Contains("give MergeOptions.TargetId", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, merged.MessageCount);
    }

    private async Task SayAsync(string session, params string[] texts)
    {
        await WriteAsync(session, [.. texts.Select(text => Timed(new("user", text)))]);
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    private SessionMessage Timed(SessionMessage message) => message with { Timestamp = Fixture.Clock.GetUtcNow() };

    private async Task WriteAsync(string session, params SessionMessage[] messages) =>
        Assert.Equal(TurnWriteStatus.Written, (await Store.Require<ITurnLog>().WriteTurnAsync(new(session) { Messages = messages })).Status);
}
