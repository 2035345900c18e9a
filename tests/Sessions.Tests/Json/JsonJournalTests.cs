using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;

namespace Bots.Sessions.Tests.Json;

/// <summary>The journal beside the session files: it stays small, forgets text that is over, and is shared.</summary>
public sealed class JsonJournalTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task A_store_that_only_keeps_messages_makes_no_journal()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "one");
        await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a") { Messages = [new("user", "two")], TurnId = "t" });
        await store.DeleteSessionAsync("a");
        await store.Require<ISessionAliases>().ResolveAsync("a");

        Assert.False(Directory.Exists(_folder.Path(".bots")));
    }

    [Fact]
    public async Task The_text_of_what_is_over_leaves_the_journal_within_minutes()
    {
        using var store = _folder.Open();
        var ids = await JournalScene.AnswerAsync(store, "1");
        await store.Require<IOutbox>().UpdateAsync(ids[0], new DeliveryOutcome.Delivered("m"));
        var before = await File.ReadAllTextAsync(_folder.Journal);
        _folder.Clock.Advance(TimeSpan.FromMinutes(2));
        await store.Require<IInbox>().ClaimAsync("host", TimeSpan.FromMinutes(1));

        var after = await File.ReadAllTextAsync(_folder.Journal);

        Assert.All(["payload 1", "ask 1", "reply 1"], text => Assert.Contains(text, before, StringComparison.Ordinal));
        Assert.All(["payload 1", "ask 1", "reply 1"], text => Assert.DoesNotContain(text, after, StringComparison.Ordinal));
        Assert.Equal([null], await store.Require<IInbox>().AcceptAsync([JournalScene.Message("1")], "host"));
    }

    [Fact]
    public async Task The_text_of_what_is_over_leaves_the_journal_at_the_next_start()
    {
        using (var store = _folder.Open()) await JournalScene.AnswerAsync(store, "1");

        using var next = _folder.Open();
        await next.ContentsAsync("a");

        Assert.DoesNotContain("payload 1", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
        Assert.Equal(["reply 1"], await next.Require<IOutbox>().PayloadsAsync("host"));
    }

    [Fact]
    public async Task Erasing_a_session_erases_what_the_journal_says_of_its_messages_at_once()
    {
        using var store = _folder.Open();
        await JournalScene.AnswerAsync(store, "1");

        await store.ClearSessionAsync("a");

        Assert.False(_folder.Holds("ask 1"));
        Assert.False(_folder.Holds("answer 1"));
    }

    [Fact]
    public async Task The_journal_does_not_grow_with_the_number_of_turns()
    {
        using var store = _folder.Open();
        var filler = new string('x', 4_000);
        for (var number = 0; number < 300; number++)
        {
            var ids = await JournalScene.AnswerAsync(store, $"{number}", filler);
            await store.Require<IOutbox>().UpdateAsync(ids[0], new DeliveryOutcome.Delivered("m"));
            if (number % 10 == 0) await store.ClearSessionAsync("a");
        }

        Assert.InRange(new FileInfo(_folder.Journal).Length, 1, 600_000);
    }

    [Fact]
    public async Task A_compaction_by_one_store_is_noticed_by_another()
    {
        using var first = _folder.Open();
        using var second = _folder.Open();
        await JournalScene.AnswerAsync(first, "1");
        await second.Require<IInbox>().AcceptOneAsync(JournalScene.Message("2"), "host-2");
        await first.ClearSessionAsync("a");

        await second.Require<IInbox>().AcceptOneAsync(JournalScene.Message("3"), "host-2");
        await first.Require<IInbox>().AcceptOneAsync(JournalScene.Message("4"), "host-1");

        foreach (var store in new[] { first, second })
            Assert.Equal(["2", "3", "4"], (await store.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
    }

    [Fact]
    public async Task Steps_that_wait_together_are_all_there()
    {
        using var store = _folder.Open();

        var tickets = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => store.Require<IInbox>().AcceptOneAsync(JournalScene.Message($"{number}"), "host"))));

        using var next = _folder.Open();
        Assert.Equal(200, tickets.Select(static ticket => ticket.Id).Distinct().Count());
        Assert.Equal(200, (await next.Require<IInbox>().ListAsync(InboxState.Open, 1_000)).Count);
    }

    [Fact]
    public async Task A_step_given_up_before_its_turn_leaves_no_trace()
    {
        using var store = _folder.Open();
        await store.Require<IInbox>().AcceptOneAsync(JournalScene.Message("1"), "host");
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<InboxTicket?>> held, waiting;
        using (await Sessions.Json.Files.FileLock.TryTakeAsync(_folder.Path(".bots/delivery.lock"), TimeSpan.FromMinutes(1), default))
        {
            held = store.Require<IInbox>().AcceptAsync([JournalScene.Message("2")], "host").AsTask();
            waiting = store.Require<IInbox>().AcceptAsync([JournalScene.Message("3")], "host", cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.NotNull((await held)[0]);
        Assert.Equal(["1", "2"], (await store.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
    }

    [Fact]
    public async Task Hosts_that_answer_while_the_journal_is_rewritten_again_and_again_lose_nothing()
    {
        JsonSessionStore[] hosts = [_folder.Open(), _folder.Open()];
        using var done = new CancellationTokenSource();
        var rewriting = Task.Run(() => RewriteAsync(hosts[0], done.Token));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            for (var number = 0; number < 12; number++) await JournalScene.AnswerAsync(hosts[lane % 2], $"{lane}-{number}");
        })));
        await done.CancelAsync();
        await rewriting;

        using var next = _folder.Open();
        var asked = Enumerable.Range(0, 8).SelectMany(static lane => Enumerable.Range(0, 12).Select(number => $"{lane}-{number}")).Order().ToArray();
        Assert.Equal(asked.Select(static number => $"ask {number}").Concat(asked.Select(static number => $"answer {number}")).Order(), (await next.ContentsAsync("a")).Order());
        Assert.Equal(asked.Select(static number => $"reply {number}"), (await next.Require<IOutbox>().PendingAsync("host", limit: 1_000)).Select(static entry => entry.Message.Payload).Order());
        Assert.Equal(96, (await next.Require<IInbox>().ListAsync(InboxState.Done, 1_000)).Count);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RewriteAsync(JsonSessionStore store, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await store.AddMessageAsync("b", "user", "text", cancellationToken: CancellationToken.None);
            await store.ClearSessionAsync("b", CancellationToken.None);
        }
    }
}
