namespace Bots.Sessions.Conformance;

/// <summary>The five methods of <see cref="ISessionStore"/>, promise by promise.</summary>
[ContractGroup]
public abstract class FiveMethodsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task An_unknown_session_is_an_answer_and_not_an_error()
    {
        var session = Some.Session();

        Assert.False(await Store.SessionExistsAsync(session));
        Assert.Empty(await Store.GetChatHistoryAsync(session));
        Assert.False(await Store.ClearSessionAsync(session));
        Assert.False(await Store.DeleteSessionAsync(session));
    }

    [Promise]
    public async Task Asking_for_an_unknown_session_does_not_create_it()
    {
        var session = Some.Session();
        await Store.GetChatHistoryAsync(session);
        await Store.ClearSessionAsync(session);

        Assert.False(await Store.SessionExistsAsync(session));
    }

    [Promise]
    public async Task The_first_message_creates_the_session()
    {
        var session = Some.Session();

        Assert.True(await Store.AddMessageAsync(session, "user", "hello"));

        Assert.True(await Store.SessionExistsAsync(session));
        var message = Assert.Single(await Store.GetChatHistoryAsync(session));
        Assert.Equal(("user", "hello"), (message.Role, message.Content));
        Assert.Same(MessageMetadata.Empty, message.Metadata.IsEmpty ? MessageMetadata.Empty : message.Metadata);
    }

    [Promise]
    public async Task A_message_keeps_the_time_it_was_stored_at()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "hello");
        var stored = (await Store.GetChatHistoryAsync(session))[0].Timestamp;
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Store.AddAsync(session, "more");

        Assert.NotEqual(default, stored);
        Assert.Equal(stored, (await Store.GetChatHistoryAsync(session))[0].Timestamp);
        Assert.Equal(0, stored.UtcTicks % TimeSpan.TicksPerMicrosecond);
    }

    [Promise]
    public async Task Clearing_erases_the_messages_and_keeps_the_session()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "one", "two");

        Assert.True(await Store.ClearSessionAsync(session));

        Assert.Empty(await Store.GetChatHistoryAsync(session));
        Assert.True(await Store.SessionExistsAsync(session));
        Assert.True(await Store.ClearSessionAsync(session));
    }

    [Promise]
    public async Task A_cleared_session_takes_messages_again()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "before");
        await Store.ClearSessionAsync(session);

        await Store.AddAsync(session, "after");

        Assert.Equal(["after"], await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task Deleting_erases_the_session_and_deleting_twice_is_fine()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "one");

        Assert.True(await Store.DeleteSessionAsync(session));
        Assert.False(await Store.DeleteSessionAsync(session));

        Assert.False(await Store.SessionExistsAsync(session));
        Assert.Empty(await Store.GetChatHistoryAsync(session));
    }

    [Promise]
    public async Task A_deleted_session_starts_empty_when_it_is_written_again()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "before");
        await Store.DeleteSessionAsync(session);

        await Store.AddAsync(session, "after");

        Assert.Equal(["after"], await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task Sessions_do_not_touch_each_other()
    {
        var (first, second, third) = (Some.Session(), Some.Session(), Some.Session());
        await Store.AddAsync(first, "mine");
        await Store.AddAsync(second, "yours");
        await Store.AddAsync(third, "theirs");

        await Store.ClearSessionAsync(first);
        await Store.DeleteSessionAsync(second);

        Assert.Empty(await Store.GetChatHistoryAsync(first));
        Assert.Empty(await Store.GetChatHistoryAsync(second));
        Assert.Equal(["theirs"], await Store.ContentsAsync(third));
    }

    [Promise]
    public async Task The_returned_list_is_a_copy()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "one");
        var before = await Store.GetChatHistoryAsync(session);

        await Store.AddAsync(session, "two");
        if (before is IList<SessionMessage> { IsReadOnly: false } list) list[0] = Some.Message("changed");

        Assert.Single(before);
        Assert.Equal(["one", "two"], await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task A_write_cancelled_before_it_began_leaves_no_trace()
    {
        var session = Some.Session();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AddMessageAsync(session, "user", "never", cancellationToken: cancelled));

        Assert.False(await Store.SessionExistsAsync(session));
    }
}
