namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ITurnLog"/> for the history.</summary>
[ContractGroup(typeof(ITurnLog), typeof(ISessionCatalog))]
public abstract class TurnLogContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    private ITurnLog Log => Store.Require<ITurnLog>();

    [Promise]
    public async Task A_turn_appends_all_its_messages_in_order()
    {
        await Store.AddAsync(_session, "before");

        var result = await WriteAsync(Turn("ask", "call", "answer"));

        Assert.Equal(TurnWriteStatus.Written, result.Status);
        Assert.Empty(result.OutboxIds);
        Assert.Equal(["before", "ask", "call", "answer"], await Store.ContentsAsync(_session));
        Assert.Equal(await Store.VersionAsync(_session), result.Version);
    }

    [Promise]
    public async Task A_turn_creates_a_new_session_with_its_owner_and_agent()
    {
        await WriteAsync(Turn("ask") with { UserId = "telegram_1", AgentName = "guide" });

        var data = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);
        Assert.Equal(("telegram_1", "guide"), (data?.UserId, data?.AgentName));
    }

    [Promise]
    public async Task The_owner_is_noted_only_where_there_is_none_and_the_agent_always()
    {
        await WriteAsync(Turn("ask") with { UserId = "telegram_1", AgentName = "guide" });

        await WriteAsync(Turn("ask") with { UserId = "telegram_2", AgentName = "cook" });
        await WriteAsync(Turn("ask"));

        var data = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);
        Assert.Equal(("telegram_1", "cook"), (data?.UserId, data?.AgentName));
    }

    [Promise]
    public async Task A_turn_without_messages_creates_no_session()
    {
        var result = await WriteAsync(new TurnWrite(_session) { TurnId = "t", UserId = "telegram_1" });

        Assert.Equal((TurnWriteStatus.Written, 0), (result.Status, result.Version));
        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Roles_metadata_and_set_times_are_kept()
    {
        var time = new DateTimeOffset(2020, 2, 29, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(123_456);
        SessionMessage[] messages = [Some.Message() with { Timestamp = time, Metadata = MessageMetadata.Empty.With("a", "b") }, ToolMessages.Call("c"), ToolMessages.Result("c")];

        await WriteAsync(new TurnWrite(_session) { Messages = messages, TurnId = "t" });

        var history = await Store.GetChatHistoryAsync(_session);
        Assert.Equal(messages.Select(static message => (message.Role, message.Content, message.Metadata)), history.Select(static message => (message.Role, message.Content, message.Metadata)));
        Assert.Equal(time, history[0].Timestamp);
        Assert.NotEqual(default, history[1].Timestamp);
    }

    [Promise]
    public async Task The_messages_of_parallel_turns_are_not_mixed()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => WriteAsync(Turn($"{number}", $"{number}", $"{number}")))));

        var turns = (await Store.ContentsAsync(_session)).Chunk(3).ToArray();
        Assert.Equal(16, turns.Length);
        Assert.All(turns, static turn => Assert.Single(turn.Distinct()));
    }

    [Promise]
    public async Task The_list_of_messages_is_read_once()
    {
        var messages = new List<SessionMessage> { Some.Message("ask") };
        await WriteAsync(new TurnWrite(_session) { Messages = messages });

        messages[0] = Some.Message("changed");

        Assert.Equal(["ask"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_turn_cancelled_before_it_began_leaves_no_trace()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.WriteTurnAsync(Turn("never") with { TurnId = "turn-1" }, cancelled));

        Assert.False(await Store.SessionExistsAsync(_session));
        Assert.Equal(TurnWriteStatus.Written, (await WriteAsync(Turn("now") with { TurnId = "turn-1" })).Status);
    }

    [Promise]
    public async Task A_lone_surrogate_is_stored_as_the_replacement_character()
    {
        await WriteAsync(Turn("a\ud83db"));

        Assert.Equal(["a\ufffdb"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task What_cannot_be_a_turn_is_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.WriteTurnAsync(null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.WriteTurnAsync(new TurnWrite("") { Messages = [Some.Message()] }));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await WriteAsync(Turn("a") with { KeepMessages = -1 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await WriteAsync(new TurnWrite(_session) { Messages = [Some.Message(role: "")] }));

        Assert.False(await Store.SessionExistsAsync(_session));
    }

    private TurnWrite Turn(params string[] contents) => new(_session) { Messages = [.. contents.Select(static content => Some.Message(content))] };

    private Task<TurnWriteResult> WriteAsync(TurnWrite turn) => Log.WriteTurnAsync(turn).AsTask();
}
