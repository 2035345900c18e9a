using Bots.Sessions.Delivery;

namespace Bots.Sessions.Worker;

/// <summary>Does what a host does, for ever: takes over what an earlier start left, then accepts a message and answers it, again and again.</summary>
internal static class Answers
{
    public static async IAsyncEnumerable<string> RunAsync(ISessionStore store, string session, string writer)
    {
        var inbox = store.Require<IInbox>();
        var host = new AnsweringHost(store, writer);
        foreach (var left in await inbox.ClaimAsync(writer, TimeSpan.FromMinutes(1), exclusive: true)) yield return await host.AnswerAsync(left);
        for (var number = 0; ; number++)
        {
            var update = $"{writer}:{number:00000}";
            if ((await inbox.AcceptAsync([new InboxMessage("telegram", update, session, update)], writer))[0] is not { } ticket) continue;
            yield return $"accepted {update}";
            yield return await host.AnswerAsync(ticket);
        }
    }

    private sealed class AnsweringHost(ISessionStore store, string owner)
    {
        public async Task<string> AnswerAsync(InboxTicket ticket)
        {
            var entry = await store.Require<IInbox>().BeginAsync(ticket.Id, owner) ?? throw new InvalidOperationException("A claimed entry cannot be begun.");
            var text = entry.Message.Payload;
            var result = await store.Require<ITurnLog>().WriteTurnAsync(new TurnWrite(ticket.SessionKey)
            {
                Messages = [new("user", $"ask {text}"), new("assistant", $"answer {text}")],
                Completes = [entry.Claim], Sends = [new OutboxMessage("telegram", "chat", $"reply {text}")], Owner = owner,
            });
            return result.Status == TurnWriteStatus.Written ? $"answered {text}" : throw new InvalidOperationException($"The only host was told {result.Status}.");
        }
    }
}
