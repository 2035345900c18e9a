using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="IInbox"/> within one host.</summary>
[ContractGroup(typeof(IInbox))]
public abstract class InboxContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private const string Host = "host-1";

    private IInbox Inbox => Store.Require<IInbox>();

    [Promise]
    public async Task An_accepted_message_is_open_with_all_it_came_with()
    {
        var message = Some.Inbound(payload: "{\"text\":\"hello \\ud83d\"}\0") with { UserId = "telegram_1", Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };

        var ticket = await Inbox.AcceptOneAsync(message, Host);

        var entry = Assert.Single(await Inbox.ListAsync(InboxState.Open));
        Assert.Equal(message, entry.Message);
        Assert.Equal((ticket.Id, 0, InboxState.Open), (entry.Claim.Id, entry.Attempts, entry.State));
        Assert.Equal((message.Bot, message.SessionKey), (ticket.Bot, ticket.SessionKey));
        Assert.NotEqual(default, entry.AcceptedAt);
        Assert.Equal(entry.AcceptedAt, ticket.AcceptedAt);
        Assert.Null(entry.Error);
        Assert.Null(entry.PreviewId);
    }

    [Promise]
    public async Task Several_messages_are_accepted_in_one_write_with_growing_ids()
    {
        var tickets = await Inbox.AcceptAsync([Some.Inbound("a"), Some.Inbound("b"), Some.Inbound("a")], Host);
        var later = await Inbox.AcceptOneAsync(Some.Inbound("c"), Host);

        var ids = tickets.Select(static ticket => ticket!.Id).Append(later.Id).ToArray();
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Equal(["a", "b", "a"], tickets.Select(static ticket => ticket!.SessionKey));
    }

    [Promise]
    public async Task Accepting_nothing_is_fine() => Assert.Empty(await Inbox.AcceptAsync([], Host));

    [Promise]
    public async Task The_same_update_is_accepted_once()
    {
        await Inbox.AcceptOneAsync(Some.Inbound(dedupeId: "7"), Host);

        var again = await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7"), Some.Inbound(dedupeId: "8"), Some.Inbound(dedupeId: "8")], "host-2");

        Assert.Null(again[0]);
        Assert.NotNull(again[1]);
        Assert.Null(again[2]);
        Assert.Equal(2, (await Inbox.ListAsync(InboxState.Open)).Count);
    }

    [Promise]
    public async Task The_same_number_on_another_bot_is_another_message()
    {
        await Inbox.AcceptOneAsync(Some.Inbound(dedupeId: "7", bot: "telegram"), Host);

        Assert.NotNull(Assert.Single(await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7", bot: "discord")], Host)));
    }

    [Promise]
    public async Task Bot_and_number_are_not_run_together()
    {
        var tickets = await Inbox.AcceptAsync([Some.Inbound(bot: "a", dedupeId: "b:c"), Some.Inbound(bot: "a:b", dedupeId: "c"), Some.Inbound(bot: "a", dedupeId: "B:c")], Host);

        Assert.DoesNotContain(null, tickets);
    }

    [Promise]
    public async Task The_same_update_accepted_by_many_at_once_gets_one_ticket()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Inbox.AcceptAsync([Some.Inbound(dedupeId: "7")], Host))));

        Assert.Single(answers, static answer => answer[0] is not null);
        Assert.Single(await Inbox.ListAsync(InboxState.Open));
    }

    [Promise]
    public async Task Beginning_charges_an_attempt_each_time()
    {
        var message = Some.Inbound();
        var ticket = await Inbox.AcceptOneAsync(message, Host);

        var first = await Inbox.BeginAsync(ticket.Id, Host);
        var second = await Inbox.BeginAsync(ticket.Id, Host);

        Assert.Equal((1, 2), (first?.Attempts, second?.Attempts));
        Assert.Equal(message, second?.Message);
        Assert.Equal(2, Assert.Single(await Inbox.ListAsync(InboxState.Open)).Attempts);
    }

    [Promise]
    public async Task Only_the_owner_can_begin()
    {
        var ticket = await Inbox.AcceptOneAsync(Some.Inbound(), Host);

        Assert.Null(await Inbox.BeginAsync(ticket.Id, "host-2"));
        Assert.Null(await Inbox.BeginAsync(ticket.Id + 1_000, Host));
        Assert.Equal(1, (await Inbox.BeginAsync(ticket.Id, Host))?.Attempts);
    }

    [Promise]
    public async Task The_list_is_oldest_first_and_no_longer_than_asked()
    {
        var tickets = await Inbox.AcceptAsync([.. Enumerable.Range(0, 5).Select(static _ => Some.Inbound())], Host);

        var listed = await Inbox.ListAsync(InboxState.Open, 3);

        Assert.Equal(tickets.Take(3).Select(static ticket => ticket!.Id), listed.Select(static entry => entry.Claim.Id));
        Assert.Empty(await Inbox.ListAsync(InboxState.Done));
        Assert.Empty(await Inbox.ListAsync(InboxState.Open, 0));
    }
}
