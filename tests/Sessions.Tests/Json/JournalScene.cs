using System.Text;
using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;

namespace Bots.Sessions.Tests.Json;

/// <summary>What tests of the journal do: answer a message, and look at what a crash leaves.</summary>
internal static class JournalScene
{
    public static InboxMessage Message(string dedupeId) => new("telegram", dedupeId, "a", $"payload {dedupeId}");

    public static async Task<IReadOnlyList<long>> AnswerAsync(JsonSessionStore store, string number, string filler = "")
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
    public static async Task<bool> AssertWholeAsync(JsonSessionStore store)
    {
        var messages = (await store.ContentsAsync("a")).Length;
        var done = (await store.Require<IInbox>().ListAsync(InboxState.Done)).Count;
        var sent = (await store.Require<IOutbox>().PendingAsync("host")).Count;
        Assert.Contains((messages, done, sent), new[] { (2, 1, 1), (0, 0, 0) });
        return messages == 2;
    }

    /// <summary>What a host leaves that dies between the journal's line and the session's file.</summary>
    public static async Task LoseFileAfterTurnAsync(JsonFolder folder)
    {
        using var crashing = folder.Open();
        await AnswerAsync(crashing, "1");
        var journal = await File.ReadAllBytesAsync(folder.Journal);
        await File.WriteAllBytesAsync(folder.Journal, journal[..EndOfTurn(journal)]);
        File.Delete(folder.Path("a.json"));
    }

    public static int EndOfTurn(byte[] journal) => EndOfLine(journal, journal.AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"turn\":")));

    public static int EndOfLine(byte[] journal, int from) => from + journal.AsSpan(from).IndexOf((byte)'\n') + 1;
}
