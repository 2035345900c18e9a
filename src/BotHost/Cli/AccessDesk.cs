using System.Globalization;
using Bots.BotHost.Access;

namespace Bots.BotHost.Cli;

/// <summary>What an operator decides about who may write.</summary>
internal sealed class AccessDesk(StoreAccess store, TimeProvider time, TextWriter output, TextWriter error)
{
    private const int NoSuchPerson = 2;

    private readonly AccessBook _book = store.Access;
    private readonly Pairing _pairing = new(store.Access, new(new(), new Dictionary<string, AccessRulebook.Account>()), new(), time);

    public async Task<int> ListAsync(string? bot)
    {
        var lines = new List<string>();
        foreach (var name in BotsOf(bot))
        {
            lines.AddRange((await _pairing.WaitingAsync(name)).Select(request => Row(name, "waiting", request.User, $"until {Time(request.Until)}", request.Name)));
            lines.AddRange((await _book.DecisionsAsync(name)).Select(pair => Row(name, pair.Value.Is == Standing.Approved ? "approved" : "blocked", pair.Key, $"since {Time(pair.Value.At)}", "")));
        }

        foreach (var line in lines) await output.WriteLineAsync(line);
        return lines.Count > 0 ? 0 : await SayAsync("Nobody waits, and nothing is decided.");
    }

    public async Task<int> ApproveAsync(string who, string? bot)
    {
        if (await FindAsync(who, bot) is not var (name, user)) return NoSuchPerson;
        var request = await _pairing.DecideAsync(name, user, Standing.Approved);
        // Rendering is the host's: it finds this and tells them.
        if (request?.Place is { } place) await _book.ChangeUntoldAsync(name, known => [.. known.Where(other => other.User != user), new(user, place)]);
        return await SayAsync($"{user} may write to {name} now{(request is null ? "" : $"; a running host tells them within {ApprovalNews.Interval.TotalSeconds:0} s")}.");
    }

    public async Task<int> BlockAsync(string who, string? bot)
    {
        if (await FindAsync(who, bot) is not var (name, user)) return NoSuchPerson;
        await _pairing.DecideAsync(name, user, Standing.Blocked);
        return await SayAsync($"{user} is blocked at {name}; revoke takes that back.");
    }

    public async Task<int> DenyAsync(string who, string? bot)
    {
        if (await FindAsync(who, bot) is not var (name, user)) return NoSuchPerson;
        return await _pairing.DenyAsync(name, user) ? await SayAsync($"{user} stays outside of {name}, and may ask again later.") : await NobodyAsync($"{user} has no request waiting at {name}.");
    }

    public async Task<int> RevokeAsync(string user, string? bot)
    {
        if (await FindAsync(user, bot) is not var (name, id)) return NoSuchPerson;
        return await _book.DecideAsync(name, id, null) ? await SayAsync($"Nothing is decided about {id} at {name} any more.") : await NobodyAsync($"Nothing was decided about {id} at {name}.");
    }

    public async Task<int> ShowOwnersAsync()
    {
        foreach (var name in store.Bots)
            await output.WriteLineAsync($"{name,-12}  {(await _book.OwnerAsync(name) is { } owner ? $"{owner.User} since {Time(owner.At)}" : "nobody")}");
        return 0;
    }

    public async Task<int> SetOwnerAsync(string user, string? bot)
    {
        if (await FindAsync(user, bot) is not var (name, id)) return NoSuchPerson;
        return await _book.TryClaimAsync(name, new(id) { At = time.GetUtcNow() })
            ? await SayAsync($"{name} belongs to {id} now, who should write to it in private once, so that it can ask there.")
            : throw new CommandException($"{name} has an owner; owner reset --bot {name} takes it from them first.");
    }

    public async Task<int> ResetOwnerAsync(string? bot)
    {
        var owned = new List<string>();
        foreach (var name in BotsOf(bot))
        {
            if (await _book.OwnerAsync(name) is not null) owned.Add(name);
        }

        if (owned.Count == 0) return await NobodyAsync("No such bot has an owner.");
        if (owned.Count > 1) throw new CommandException($"Several bots have an owner; say which: --bot {string.Join(" or --bot ", owned)}.");
        await _book.ResetOwnerAsync(owned[0]);
        return await SayAsync($"{owned[0]} belongs to nobody now; the next start of the host prints a code.");
    }

    /// <summary>The bot and the person meant by a code or an id; null when there is none, which is said.</summary>
    private async Task<(string Bot, string User)?> FindAsync(string who, string? bot)
    {
        if (OneTimeCode.Read(who) is { } code)
        {
            foreach (var name in BotsOf(bot))
            {
                if ((await _pairing.WaitingAsync(name)).FirstOrDefault(request => OneTimeCode.Matches(code, request.CodeHash)) is { } request) return (name, request.User);
            }
        }

        if (AccessId.Normal(who, null) is not { } id)
        {
            await NobodyAsync($"No request has the code {who}, and a person's id looks like telegram_12345; pairing list shows who waits.");
            return null;
        }

        var platform = AccessId.PlatformOf(id);
        return BotsOf(bot) is [var only] ? (only, id)
            : store.Bots.Contains(platform) ? (platform, id)
            : throw new CommandException($"{id} does not say which bot is meant; add --bot and one of: {string.Join(", ", store.Bots)}.");
    }

    private IReadOnlyList<string> BotsOf(string? bot) => bot is null ? store.Bots
        : store.Bots.Contains(bot) ? [bot] : throw new CommandException($"No bot \"{bot}\" is configured; there are: {string.Join(", ", store.Bots)}.");

    private static string Row(string bot, string what, string user, string when, string name) => $"{bot,-12}  {what,-8}  {user,-28}  {when}  {name}".TrimEnd();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private async Task<int> SayAsync(string line)
    {
        await output.WriteLineAsync(line);
        return 0;
    }

    private async Task<int> NobodyAsync(string line)
    {
        await error.WriteLineAsync(line);
        return NoSuchPerson;
    }
}
