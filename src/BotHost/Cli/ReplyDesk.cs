using System.Globalization;
using Bots.BotHost.Telemetry;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Cli;

/// <summary>What an operator does with replies that were parked, and sees of those that may stand there twice.</summary>
internal sealed class ReplyDesk(StoreAccess store, TextWriter output, TextWriter error)
{
    private const int NoSuchReply = 2;

    // No host: its next claim takes what is revived for it.
    private const string Operator = "operator";

    public async Task<int> ListAsync(int limit)
    {
        var parked = await store.Outbox.ListParkedAsync(limit: limit);
        var doubtful = store.Outbox is IDeliveryReceipts receipts ? await receipts.ListReceiptsAsync(onlyDoubtful: true, limit: limit) : [];
        if (parked.Count + doubtful.Count == 0) await output.WriteLineAsync("No parked replies, and none that may stand there twice.");
        else await WriteRowAsync("id", "reference", "since", "bot", "chat", "state", "reason");
        foreach (var reply in parked)
            await WriteRowAsync($"{reply.Id}", MessageTrace.ReferenceOf(reply.Message.Trace), Time(reply.CreatedAt), reply.Message.Bot, reply.Message.Chat, "parked", reply.Error ?? "");
        foreach (var receipt in doubtful)
            await WriteRowAsync($"{receipt.Id}", "", Time(receipt.DeliveredAt), receipt.Bot, receipt.Chat, "delivered", $"may stand there twice, the second time as {receipt.Receipt}");
        return 0;
    }

    public Task<int> RetryAsync(IReadOnlyList<long> ids) => EachAsync(ids, id => store.Outbox.ReviveAsync(id, Operator), id => string.Create(
        CultureInfo.InvariantCulture, $"{id} is to be delivered again: a running host does within {store.PickUp.TotalSeconds:0.#} s, or else the next start."));

    public Task<int> DiscardAsync(IReadOnlyList<long> ids) => EachAsync(
        ids, async id => await store.Outbox.ReviveAsync(id, Operator) && await store.Outbox.UpdateAsync(id, new DeliveryOutcome.Delivered("discarded by an operator")), static id => $"{id} is erased.");

    private async Task<int> EachAsync(IReadOnlyList<long> ids, Func<long, ValueTask<bool>> change, Func<long, string> done)
    {
        var code = 0;
        foreach (var id in ids)
        {
            if (await change(id))
            {
                await output.WriteLineAsync(done(id));
                continue;
            }

            await error.WriteLineAsync($"There is no parked reply {id}; replies list shows those there are.");
            code = NoSuchReply;
        }

        return code;
    }

    private Task WriteRowAsync(string id, string reference, string since, string bot, string chat, string state, string reason) =>
        output.WriteLineAsync($"{id,6}  {reference,-9}  {since,-20}  {bot,-12}  {chat,-20}  {state,-9}  {reason}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
