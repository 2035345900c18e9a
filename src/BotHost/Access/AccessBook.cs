using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>What was decided while the host ran, in the store: a restart, another host and the command line see the same. Thread-safe.</summary>
/// <remarks>Nothing is remembered here between two calls, so that what one program writes holds for the next message in every other. A store
/// without <see cref="ISessionState"/> has no owner and no decisions.</remarks>
internal sealed class AccessBook(DeliveryStores stores)
{
    private const string Prefix = "access/";

    /// <summary>True when the store can keep decisions.</summary>
    public bool CanKeep => stores.State is not null;

    /// <summary>The owner of a bot, or null.</summary>
    public async ValueTask<BotOwner?> OwnerAsync(string bot, CancellationToken cancellationToken = default) =>
        (await ReadAsync(OwnerKey(bot), AccessJson.Default.BotOwner, cancellationToken)).Value;

    /// <summary>Makes somebody the owner; false when there is one already.</summary>
    public async ValueTask<bool> TryClaimAsync(string bot, BotOwner owner, CancellationToken cancellationToken = default) =>
        await Required.SetStateAsync(StateScope.App, OwnerKey(bot), ToJson(owner, AccessJson.Default.BotOwner), 0, cancellationToken) is not null;

    /// <summary>Changes what is known of the owner, if that is still the same person.</summary>
    public ValueTask<bool> ChangeOwnerAsync(string bot, string user, Func<BotOwner, BotOwner> change, CancellationToken cancellationToken = default) =>
        ChangeAsync(OwnerKey(bot), AccessJson.Default.BotOwner, owner => owner?.User == user ? change(owner) : owner, cancellationToken);

    /// <summary>Takes the bot from its owner; the next start offers it anew.</summary>
    public ValueTask<bool> ResetOwnerAsync(string bot, CancellationToken cancellationToken = default) =>
        ChangeAsync(OwnerKey(bot), AccessJson.Default.BotOwner, static _ => null, cancellationToken);

    /// <summary>What was decided about a person, or null.</summary>
    public async ValueTask<Decision?> DecisionAsync(string bot, string user, CancellationToken cancellationToken = default) =>
        (await ReadAsync(UserKey(bot, user), AccessJson.Default.Decision, cancellationToken)).Value;

    /// <summary>Decides about a person; null takes a decision back. False when nothing changed.</summary>
    public ValueTask<bool> DecideAsync(string bot, string user, Decision? decision, CancellationToken cancellationToken = default) =>
        ChangeAsync(UserKey(bot, user), AccessJson.Default.Decision, known => known?.Is == decision?.Is ? known : decision, cancellationToken);

    /// <summary>All decisions, by person.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Decision>> DecisionsAsync(string bot, CancellationToken cancellationToken = default)
    {
        var prefix = UserKey(bot, "");
        var all = stores.State is { } state ? await state.ListStateAsync(StateScope.App, cancellationToken) : new Dictionary<string, StateValue>();
        return all.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => (User: pair.Key[prefix.Length..], Decision: FromJson(pair.Value, AccessJson.Default.Decision)))
            .Where(static pair => pair.Decision is not null)
            .ToDictionary(static pair => pair.User, static pair => pair.Decision!, StringComparer.Ordinal);
    }

    /// <summary>The requests of a bot, oldest first, those that are over included.</summary>
    public async ValueTask<IReadOnlyList<PairingRequest>> RequestsAsync(string bot, CancellationToken cancellationToken = default) =>
        (await ReadAsync(RequestsKey(bot), AccessJson.Default.PairingRequestArray, cancellationToken)).Value ?? [];

    /// <summary>Changes the requests of a bot, alone; the same list changes nothing.</summary>
    public ValueTask<bool> ChangeRequestsAsync(string bot, Func<PairingRequest[], PairingRequest[]> change, CancellationToken cancellationToken = default) =>
        ChangeAsync(RequestsKey(bot), AccessJson.Default.PairingRequestArray, known => change(known ?? []) is { Length: > 0 } some ? some : null, cancellationToken);

    /// <summary>Changes who is still to be told that they were let in, alone.</summary>
    public ValueTask<bool> ChangeUntoldAsync(string bot, Func<Untold[], Untold[]> change, CancellationToken cancellationToken = default) =>
        ChangeAsync($"{Prefix}{bot}/untold", AccessJson.Default.UntoldArray, known => change(known ?? []) is { Length: > 0 } some ? some : null, cancellationToken);

    private ISessionState Required => stores.State
        ?? throw new NotSupportedException($"{stores.Sessions.GetType().Name} keeps no values (no ISessionState): owner, blocks and pairing need a store that does; use Access:Allow and Access:Block.");

    private static string OwnerKey(string bot) => $"{Prefix}{bot}/owner";

    private static string RequestsKey(string bot) => $"{Prefix}{bot}/requests";

    private static string UserKey(string bot, string user) => $"{Prefix}{bot}/user/{user}";

    private static JsonElement ToJson<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(value, type);

    // What another version or a careless hand wrote there decides nothing.
    private static T? FromJson<T>(StateValue? value, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return value?.Value?.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async ValueTask<(T? Value, long Version)> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        var value = stores.State is { } state ? await state.GetStateAsync(StateScope.App, key, cancellationToken) : null;
        return (FromJson(value, type), value?.Version ?? 0);
    }

    private async ValueTask<bool> ChangeAsync<T>(string key, JsonTypeInfo<T> type, Func<T?, T?> change, CancellationToken cancellationToken) where T : class
    {
        while (true)
        {
            var (value, version) = await ReadAsync(key, type, cancellationToken);
            var changed = change(value);
            if (ReferenceEquals(value, changed)) return false;
            JsonElement? json = changed is null ? null : ToJson(changed, type);
            if (await Required.SetStateAsync(StateScope.App, key, json, version, cancellationToken) is not null) return true;
        }
    }
}
