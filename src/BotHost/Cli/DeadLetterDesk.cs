using System.Globalization;
using Bots.BotHost.Telemetry;
using Bots.BotHost.Turns;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Cli;

/// <summary>What an operator does with messages that were given up.</summary>
internal sealed class DeadLetterDesk(StoreAccess store, TextWriter output, TextWriter error)
{
    private const int NoSuchLetter = 2;

    public async Task<int> ListAsync(int limit)
    {
        var letters = await store.Inbox.ListAsync(InboxState.Dead, limit);
        if (letters.Count == 0)
        {
            await output.WriteLineAsync("No dead letters.");
            return 0;
        }

        await WriteRowAsync("id", "reference", "accepted", "bot", "session", "attempts", "reason");
        foreach (var letter in letters)
            await WriteRowAsync($"{letter.Claim.Id}", ReferenceOf(letter), Time(letter.AcceptedAt), letter.Message.Bot, letter.Message.SessionKey, $"{letter.Attempts}", letter.Error ?? "");
        return 0;
    }

    public async Task<int> ShowAsync(long id)
    {
        if (await FindAsync(id) is not { } letter) return NoSuchLetter;
        var message = InboundPayload.Read(letter.Message.Payload);
        await output.WriteLineAsync($"""
            id        {letter.Claim.Id}
            reference {ReferenceOf(letter)}
            accepted  {Time(letter.AcceptedAt)}
            bot       {letter.Message.Bot}
            session   {letter.Message.SessionKey}
            user      {letter.Message.UserId ?? "unknown"} {message?.SenderName}
            chat      {message?.Address.ChatId ?? "unknown"}
            attempts  {letter.Attempts}
            reason    {letter.Error}

            {message?.Text ?? letter.Message.Payload}
            """);
        return 0;
    }

    public Task<int> ResubmitAsync(IReadOnlyList<long> ids) => ChangeAsync(ids, new InboxChange.Reopened(), id => string.Create(
        CultureInfo.InvariantCulture, $"{id} is open again: a running host answers it within {store.PickUp.TotalSeconds:0.#} s, or else the next start."));

    public Task<int> DiscardAsync(IReadOnlyList<long> ids) => ChangeAsync(ids, new InboxChange.Discarded(), static id => $"{id} is erased.");

    private async Task<int> ChangeAsync(IReadOnlyList<long> ids, InboxChange change, Func<long, string> done)
    {
        var code = 0;
        foreach (var id in ids)
        {
            // Somebody else may have done something with it meanwhile: then it is no dead letter any more.
            if (await FindAsync(id) is { } letter && await store.Inbox.UpdateAsync(letter.Claim, change)) await output.WriteLineAsync(done(id));
            else code = NoSuchLetter;
        }

        return code;
    }

    private async Task<InboxEntry?> FindAsync(long id)
    {
        var letter = (await store.Inbox.ListAsync(InboxState.Dead, int.MaxValue)).FirstOrDefault(letter => letter.Claim.Id == id);
        if (letter is null) await error.WriteLineAsync($"There is no dead letter {id}; dead-letters list shows those there are.");
        return letter;
    }

    private Task WriteRowAsync(string id, string reference, string accepted, string bot, string session, string attempts, string reason) =>
        output.WriteLineAsync($"{id,6}  {reference,-9}  {accepted,-20}  {bot,-12}  {session,-28}  {attempts,8}  {reason}");

    // What the user was told: it leads from a complaint to the letter, and on to its trace.
    private static string ReferenceOf(InboxEntry letter) => MessageTrace.ReferenceOf(letter.Message.Trace);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
