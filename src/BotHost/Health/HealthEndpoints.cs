using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Health;

/// <summary><c>/healthz</c>: the process lives and no adapter has given up. <c>/readyz</c>: store and adapters work.</summary>
internal static class HealthEndpoints
{
    private const string Up = "Up";

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", static (AdapterBoard board) => Answer(board, store: null, static state => state.Health is not AdapterHealth.Failed));
        endpoints.MapGet("/readyz", static async (AdapterBoard board, DeliveryStores stores, StorePatience patience, CancellationToken cancellationToken) =>
            Answer(board, await StoreAsync(stores, patience, cancellationToken), static state => state.Health is AdapterHealth.Up));
    }

    private static async Task<string> StoreAsync(DeliveryStores stores, StorePatience patience, CancellationToken cancellationToken)
    {
        try
        {
            await stores.Sessions.SessionExistsAsync("bots_readyz", cancellationToken);
            return patience.IsStoreDown ? "writing fails, see the log" : Up;
        }
        catch (SessionStoreException exception)
        {
            return exception.Message;
        }
    }

    private static IResult Answer(AdapterBoard board, string? store, Func<AdapterState, bool> isFine)
    {
        var lines = board.Entries.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $"{pair.Key}: {pair.Value.State.Health} {pair.Value.State.Detail}");
        if (store is not null) lines = lines.Prepend($"store: {store}");
        var fine = store is null or Up && board.Entries.Values.All(entry => isFine(entry.State));
        return Results.Text(string.Join('\n', lines) + "\n", statusCode: fine ? 200 : 503);
    }
}
