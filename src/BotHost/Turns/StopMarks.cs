using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Turns;

/// <summary>Lets a stop reach the answer that another host on the same store is writing.</summary>
/// <remarks>What is to be stopped lies in the store as numbers of inbox entries, nothing of anybody's; each host looks there whenever it renews its lease while turns run.
/// A mark goes when it was obeyed; of those that came too late the newest are kept, and stop nothing: no number comes twice.</remarks>
internal sealed class StopMarks(DeliveryStores stores, HostIdentity host, RunningTurns running)
{
    private const string Key = "turns/stops";
    private const int MostMarks = 100;

    // A stop finds the oldest open entries only; beyond so many nobody is answered in time anyway.
    private const int MostOpen = 1_000;

    /// <summary>Asks the host that answers an older message of the session to stop; false when none does.</summary>
    /// <param name="stop">The message that asks for it; may be asked again.</param>
    /// <param name="sessionKey">Whose answer is to stop.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NotSupportedException">The store keeps no values.</exception>
    public async ValueTask<bool> AskAsync(InboxClaim stop, string sessionKey, CancellationToken cancellationToken)
    {
        if (!await IsAnsweredElsewhereAsync(stop, cancellationToken)) return false;
        var open = await stores.Inbox.ListAsync(InboxState.Open, MostOpen, cancellationToken);
        long[] begun = [.. open.Where(entry => entry.Attempts > 0 && entry.Claim.Id < stop.Id && entry.Message.SessionKey == sessionKey).Select(static entry => entry.Claim.Id)];
        if (begun.Length == 0) return false;
        var state = stores.State
            ?? throw new NotSupportedException("Another running host writes the answer, and this store cannot carry a stop to it (it has no ISessionState). Ask the operator, or wait for the answer.");
        await ChangeAsync(state, marks => [.. marks.Union(begun).TakeLast(MostMarks)], cancellationToken);
        return true;
    }

    /// <summary>Stops those of the running turns that somebody asked for at another host; costs nothing while none runs.</summary>
    public async ValueTask ObeyAsync(CancellationToken cancellationToken)
    {
        if (running.Count == 0 || stores.State is not { } state) return;
        var (marks, _) = await ReadAsync(state, cancellationToken);
        if (marks.Length == 0) return;
        var obeyed = new List<long>();
        foreach (var turn in running.All)
        {
            var asked = turn.Claims.Select(static claim => claim.Id).Intersect(marks).ToList();
            if (asked.Count == 0) continue;
            turn.Cut(TurnCut.Stopped);
            obeyed.AddRange(asked);
        }

        if (obeyed.Count > 0) await ChangeAsync(state, known => [.. known.Except(obeyed)], cancellationToken);
    }

    private async ValueTask<bool> IsAnsweredElsewhereAsync(InboxClaim stop, CancellationToken cancellationToken)
    {
        if (await stores.Inbox.BeginAsync(stop.Id, host.Owner, inOrder: true, cancellationToken) is { IsHeldUp: true }) return true;
        // Where nobody holds it up, asking has charged an attempt.
        await stores.Inbox.UpdateAsync(stop, new InboxChange.Released(), cancellationToken);
        return false;
    }

    private static async ValueTask<(long[] Marks, long Version)> ReadAsync(ISessionState state, CancellationToken cancellationToken)
    {
        var value = await state.GetStateAsync(StateScope.App, Key, cancellationToken);
        return (value?.Value?.Deserialize(StopJson.Default.Int64Array) ?? [], value?.Version ?? 0);
    }

    private static async ValueTask ChangeAsync(ISessionState state, Func<long[], long[]> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (marks, version) = await ReadAsync(state, cancellationToken);
            var changed = change(marks);
            JsonElement? json = changed.Length == 0 ? null : JsonSerializer.SerializeToElement(changed, StopJson.Default.Int64Array);
            if (await state.SetStateAsync(StateScope.App, Key, json, version, cancellationToken) is not null) return;
        }
    }
}

[JsonSerializable(typeof(long[]))]
internal sealed partial class StopJson : JsonSerializerContext;
