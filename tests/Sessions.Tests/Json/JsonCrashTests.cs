using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Tests.Json;

/// <summary>Crashes at any moment leave whole steps: what the journal says, everybody sees.</summary>
public sealed class JsonCrashTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task Wherever_the_journal_ends_a_turn_is_there_whole_or_not_at_all()
    {
        using (var store = _folder.Open()) await JournalScene.AnswerAsync(store, "1");
        var journal = await File.ReadAllBytesAsync(_folder.Journal);
        var outcomes = new HashSet<bool>();
        for (var length = JournalScene.EndOfTurn(journal); length >= JournalScene.EndOfLine(journal, 0); length -= 5)
        {
            using var crashed = new JsonFolder();
            Directory.CreateDirectory(crashed.Path(".bots"));
            await File.WriteAllBytesAsync(crashed.Journal, journal[..length]);
            using var store = crashed.Open();

            outcomes.Add(await JournalScene.AssertWholeAsync(store));
        }

        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_and_the_next_step_follows()
    {
        using (var store = _folder.Open()) await store.Require<IInbox>().AcceptOneAsync(JournalScene.Message("1"), "host");
        await File.AppendAllTextAsync(_folder.Journal, "{\"events\":[{\"what\":\"acc");

        using var next = _folder.Open();
        await next.Require<IInbox>().AcceptOneAsync(JournalScene.Message("2"), "host");

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
            await JournalScene.AnswerAsync(store, "1");
            journal = await File.ReadAllBytesAsync(_folder.Journal);
        }

        await File.WriteAllBytesAsync(_folder.Journal, journal[..JournalScene.EndOfTurn(journal)]);
        using var next = _folder.Open();

        Assert.Equal(["ask 1", "answer 1"], await next.ContentsAsync("a"));
        Assert.Equal(2, _folder.ReadObject("a.json")["messages"]!.AsArray().Count);
        await next.AddAsync("a", "more");
        Assert.Equal(["ask 1", "answer 1", "more"], await next.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_turn_that_had_not_reached_its_file_is_written_at_the_next_start_for_everybody_to_read()
    {
        await JournalScene.LoseFileAfterTurnAsync(_folder);

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
        await JournalScene.LoseFileAfterTurnAsync(_folder);

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
        await JournalScene.LoseFileAfterTurnAsync(_folder);

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
        await JournalScene.LoseFileAfterTurnAsync(_folder);

        Assert.True(await living.ClearSessionAsync("a"));

        using var next = _folder.Open();
        Assert.Empty(await next.ContentsAsync("a"));
        Assert.False(_folder.Holds("ask 1"));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_costs_only_itself()
    {
        using (var store = _folder.Open())
        {
            await store.Require<IInbox>().AcceptOneAsync(JournalScene.Message("1"), "host");
            await File.AppendAllTextAsync(_folder.Journal, "\0\0\0 garbage\n");
            await store.Require<IInbox>().AcceptOneAsync(JournalScene.Message("2"), "host");
        }

        using var next = _folder.Open();
        var open = await next.Require<IInbox>().ListAsync(InboxState.Open);

        Assert.Equal(["1", "2"], open.Select(static entry => entry.Message.DedupeId));
        Assert.Contains(_folder.Log.Entries, static entry => entry.Level == LogLevel.Error && entry.Text.Contains("delivery.journal.corrupt-", StringComparison.Ordinal));
        Assert.Contains("garbage", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder.Path(".bots"), "*.corrupt-*"))), StringComparison.Ordinal);
        Assert.DoesNotContain("garbage", await File.ReadAllTextAsync(_folder.Journal), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
