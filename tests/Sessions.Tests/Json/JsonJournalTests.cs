using System.Text;
using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Tests.Json;

/// <summary>The journal beside the session files: one line is one step, and a crash anywhere leaves whole steps.</summary>
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
    public async Task Wherever_the_journal_ends_a_turn_is_there_whole_or_not_at_all()
    {
        using (var store = _folder.Open()) await AnswerAsync(store, "1");
        var journal = await File.ReadAllBytesAsync(_folder.Journal);
        var outcomes = new HashSet<bool>();
        for (var length = EndOfTurn(journal); length >= EndOfLine(journal, 0); length -= 5)
        {
            using var crashed = new JsonFolder();
            Directory.CreateDirectory(crashed.Path(".bots"));
            await File.WriteAllBytesAsync(crashed.Journal, journal[..length]);
            using var store = crashed.Open();

            outcomes.Add(await AssertWholeAsync(store));
        }

        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_and_the_next_step_follows()
    {
        using (var store = _folder.Open()) await store.Require<IInbox>().AcceptOneAsync(Message("1"), "host");
        await File.AppendAllTextAsync(_folder.Journal, "{\"events\":[{\"what\":\"acc");

        using var next = _folder.Open();
        await next.Require<IInbox>().AcceptOneAsync(Message("2"), "host");

        Assert.Equal(["1", "2"], (await next.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
        Assert.DoesNotContain("\"what\":\"acc{", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
        Assert.Empty(_folder.Log.Entries);
    }

    [Fact]
    public async Task A_turn_that_reached_its_file_before_the_crash_is_not_written_again()
    {
        byte[] journal;
        using (var store = _folder.Open())
        {
            await AnswerAsync(store, "1");
            journal = await File.ReadAllBytesAsync(_folder.Journal);
        }

        await File.WriteAllBytesAsync(_folder.Journal, journal[..EndOfTurn(journal)]);
        using var next = _folder.Open();

        Assert.Equal(["ask 1", "answer 1"], await next.ContentsAsync("a"));
        Assert.Equal(2, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        await next.AddAsync("a", "more");
        Assert.Equal(["ask 1", "answer 1", "more"], await next.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_turn_that_had_not_reached_its_file_is_written_at_the_next_start_for_everybody_to_read()
    {
        await LoseFileAfterTurnAsync();

        using var next = _folder.Open();
        await next.SessionExistsAsync("anything");

        Assert.Equal(2, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        Assert.Equal(["ask 1", "answer 1"], await next.ContentsAsync("a"));
        Assert.DoesNotContain("ask 1", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_of_a_crashed_host_is_seen_by_a_host_that_lives()
    {
        using var living = _folder.Open();
        await living.AddAsync("b", "other");
        await LoseFileAfterTurnAsync();

        Assert.Equal(["ask 1", "answer 1"], await living.ContentsAsync("a"));
        Assert.True(await living.SessionExistsAsync("a"));
        await living.AddAsync("a", "more");

        Assert.Equal(["ask 1", "answer 1", "more"], await living.ContentsAsync("a"));
        Assert.Equal(3, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_session_deleted_after_the_crash_does_not_come_back()
    {
        using var living = _folder.Open();
        await living.AddAsync("b", "other");
        await LoseFileAfterTurnAsync();

        Assert.True(await living.DeleteSessionAsync("a"));

        using var next = _folder.Open();
        Assert.False(await next.SessionExistsAsync("a"));
        Assert.False(_folder.Holds("ask 1"));
    }

    [Fact]
    public async Task A_session_cleared_after_the_crash_stays_clear()
    {
        using var living = _folder.Open();
        await living.AddAsync("b", "other");
        await LoseFileAfterTurnAsync();

        Assert.True(await living.ClearSessionAsync("a"));

        using var next = _folder.Open();
        Assert.Empty(await next.ContentsAsync("a"));
        Assert.False(_folder.Holds("ask 1"));
    }

    [Fact]
    public async Task The_text_of_what_is_over_leaves_the_journal_within_minutes()
    {
        using var store = _folder.Open();
        var ids = await AnswerAsync(store, "1");
        await store.Require<IOutbox>().UpdateAsync(ids[0], new DeliveryOutcome.Delivered("m"));
        var before = await File.ReadAllTextAsync(_folder.Journal);
        _folder.Clock.Advance(TimeSpan.FromMinutes(2));
        await store.Require<IInbox>().ClaimAsync("host", TimeSpan.FromMinutes(1));

        var after = await File.ReadAllTextAsync(_folder.Journal);

        Assert.All(["payload 1", "ask 1", "reply 1"], text => Assert.Contains(text, before, StringComparison.Ordinal));
        Assert.All(["payload 1", "ask 1", "reply 1"], text => Assert.DoesNotContain(text, after, StringComparison.Ordinal));
        Assert.Equal([null], await store.Require<IInbox>().AcceptAsync([Message("1")], "host"));
    }

    [Fact]
    public async Task The_text_of_what_is_over_leaves_the_journal_at_the_next_start()
    {
        using (var store = _folder.Open()) await AnswerAsync(store, "1");

        using var next = _folder.Open();
        await next.ContentsAsync("a");

        Assert.DoesNotContain("payload 1", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
        Assert.Equal(["reply 1"], await next.Require<IOutbox>().PayloadsAsync("host"));
    }

    [Fact]
    public async Task Erasing_a_session_erases_what_the_journal_says_of_its_messages_at_once()
    {
        using var store = _folder.Open();
        await AnswerAsync(store, "1");

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
            var ids = await AnswerAsync(store, $"{number}", filler);
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
        await AnswerAsync(first, "1");
        await second.Require<IInbox>().AcceptOneAsync(Message("2"), "host-2");
        await first.ClearSessionAsync("a");

        await second.Require<IInbox>().AcceptOneAsync(Message("3"), "host-2");
        await first.Require<IInbox>().AcceptOneAsync(Message("4"), "host-1");

        foreach (var store in new[] { first, second })
            Assert.Equal(["2", "3", "4"], (await store.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_costs_only_itself()
    {
        using (var store = _folder.Open())
        {
            await store.Require<IInbox>().AcceptOneAsync(Message("1"), "host");
            await File.AppendAllTextAsync(_folder.Journal, "\0\0\0 garbage\n");
            await store.Require<IInbox>().AcceptOneAsync(Message("2"), "host");
        }

        using var next = _folder.Open();
        var open = await next.Require<IInbox>().ListAsync(InboxState.Open);

        Assert.Equal(["1", "2"], open.Select(static entry => entry.Message.DedupeId));
        Assert.Contains(_folder.Log.Entries, static entry => entry.Level == LogLevel.Error && entry.Text.Contains("delivery.journal.corrupt-", StringComparison.Ordinal));
        Assert.Contains("garbage", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder.Path(".bots"), "*.corrupt-*"))), StringComparison.Ordinal);
        Assert.DoesNotContain("garbage", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_that_wait_together_are_all_there()
    {
        using var store = _folder.Open();

        var tickets = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => store.Require<IInbox>().AcceptOneAsync(Message($"{number}"), "host"))));

        using var next = _folder.Open();
        Assert.Equal(200, tickets.Select(static ticket => ticket.Id).Distinct().Count());
        Assert.Equal(200, (await next.Require<IInbox>().ListAsync(InboxState.Open, 1_000)).Count);
    }

    [Fact]
    public async Task A_step_given_up_before_its_turn_leaves_no_trace()
    {
        using var store = _folder.Open();
        await store.Require<IInbox>().AcceptOneAsync(Message("1"), "host");
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<InboxTicket?>> held, waiting;
        using (await Sessions.Json.Files.FileLock.TryTakeAsync(_folder.Path(".bots/delivery.lock"), TimeSpan.FromMinutes(1), default))
        {
            held = store.Require<IInbox>().AcceptAsync([Message("2")], "host").AsTask();
            waiting = store.Require<IInbox>().AcceptAsync([Message("3")], "host", cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.NotNull((await held)[0]);
        Assert.Equal(["1", "2"], (await store.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.DedupeId));
    }

    public void Dispose() => _folder.Dispose();

    private static InboxMessage Message(string dedupeId) => new("telegram", dedupeId, "a", $"payload {dedupeId}");

    private static async Task<IReadOnlyList<long>> AnswerAsync(JsonSessionStore store, string number, string filler = "")
    {
        var entry = await store.Require<IInbox>().BeginOneAsync(Message(number), "host");
        var result = await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite("a")
        {
            Messages = [new("user", $"ask {number}{filler}"), new("assistant", $"answer {number}")],
            Completes = [entry.Claim], Sends = [new OutboxMessage("telegram", "chat", $"reply {number}")], Owner = "host",
        });
        Assert.Equal(TurnWriteStatus.Written, result.Status);
        return result.OutboxIds;
    }

    /// <summary>True when the turn is there; fails when only a part of it is.</summary>
    private static async Task<bool> AssertWholeAsync(JsonSessionStore store)
    {
        var messages = (await store.ContentsAsync("a")).Length;
        var done = (await store.Require<IInbox>().ListAsync(InboxState.Done)).Count;
        var sent = (await store.Require<IOutbox>().PendingAsync("host")).Count;
        Assert.Contains((messages, done, sent), new[] { (2, 1, 1), (0, 0, 0) });
        return messages == 2;
    }

    /// <summary>What a host leaves that dies between the journal's line and the session's file.</summary>
    private async Task LoseFileAfterTurnAsync()
    {
        using var crashing = _folder.Open();
        await AnswerAsync(crashing, "1");
        var journal = await File.ReadAllBytesAsync(_folder.Journal);
        await File.WriteAllBytesAsync(_folder.Journal, journal[..EndOfTurn(journal)]);
        File.Delete(_folder.Path("a.json"));
    }

    private static int EndOfTurn(byte[] journal) => EndOfLine(journal, journal.AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"turn\":")));

    private static int EndOfLine(byte[] journal, int from) => from + journal.AsSpan(from).IndexOf((byte)'\n') + 1;
}
