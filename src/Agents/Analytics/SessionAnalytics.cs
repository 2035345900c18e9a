using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>What happened in one or more sessions: read from their histories, so it is there on every store, goes with branches, and is erased with
/// them. What a revert took out of a history does not count.</summary>
public sealed record SessionAnalytics
{
    /// <summary>Sessions looked at that hold messages.</summary>
    public int Sessions { get; init; }

    /// <summary>Questions that were answered.</summary>
    public int Interactions { get; init; }

    /// <summary>The first message; null when there is none.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The last message; null when there is none.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>From the beginning of each session (when it was first written, or its first message if that is earlier) to its last message, added up.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What users talked about, the strongest first; at most 10 words.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Tokens and cost by model, the most used first: answers, summaries, and what models read for memories.</summary>
    public IReadOnlyList<ModelUsage> Models { get; init; } = [];

    /// <summary>Time to the first text of an answer.</summary>
    public Latency FirstText { get; init; }

    /// <summary>Time to the end of an answer.</summary>
    public Latency WholeAnswer { get; init; }

    /// <summary>Calls and failures by tool, by name.</summary>
    public IReadOnlyList<ToolUsage> Tools { get; init; } = [];

    /// <summary>Answers that users called good.</summary>
    public int Good { get; init; }

    /// <summary>Answers that users called bad.</summary>
    public int Bad { get; init; }

    /// <summary>The part of the rated answers that users called good, 0 to 1; null when nobody rated any. Never guessed from texts.</summary>
    public double? Satisfaction => Good + Bad == 0 ? null : (double)Good / (Good + Bad);

    /// <summary>The cost of all models with a price; null when none has one.</summary>
    public decimal? Cost => Models.Any(static model => model.Cost is not null) ? Models.Sum(static model => model.Cost ?? 0) : null;

    /// <summary>One session; empty when it is unknown. Ratings are read where the store has <see cref="ISessionState"/>.</summary>
    public static async Task<SessionAnalytics> OfSessionAsync(
        ISessionStore store, string sessionId, IReadOnlyDictionary<string, ModelPrice>? prices = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var count = new AnalyticsCount();
        await count.AddAsync(store, sessionId, cancellationToken);
        return count.ToAnalytics(prices);
    }

    /// <summary>Counts tokens that were used for a session outside of its answers, such as for reading it for memories; in the session's state, so a store
    /// without <see cref="ISessionState"/> counts nothing.</summary>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public static Task NoteAsync(ISessionStore store, string sessionId, IReadOnlyList<AgentUpdate.Usage> used, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(used);
        return UsageBeside.AddAsync(store, sessionId, used, cancellationToken);
    }

    /// <summary>All sessions of a user, or of everyone when the user is null (for operators only).</summary>
    /// <exception cref="NotSupportedException">The store cannot list its sessions (<see cref="ISessionCatalog"/>).</exception>
    public static async Task<SessionAnalytics> OfUserAsync(
        ISessionStore store, string? userId, IReadOnlyDictionary<string, ModelPrice>? prices = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var count = new AnalyticsCount();
        await foreach (var data in store.Require<ISessionCatalog>().ListSessionsAsync(new() { UserId = userId }, cancellationToken))
            await count.AddAsync(store, data.Id, cancellationToken);
        return count.ToAnalytics(prices);
    }
}

/// <summary>One model's part.</summary>
/// <param name="Model">The model, as its provider calls it.</param>
/// <param name="InputTokens">Input tokens, cached ones included.</param>
/// <param name="OutputTokens">Output tokens.</param>
/// <param name="CachedInputTokens">Input tokens that the provider read from its cache.</param>
/// <param name="Cost">In the currency of the prices; null when the model has no price.</param>
public sealed record ModelUsage(string Model, long InputTokens, long OutputTokens, long CachedInputTokens, decimal? Cost);

/// <summary>Percentiles of times (nearest rank); all zero when nothing was measured.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">95 of 100 were at most this.</param>
/// <param name="P99">99 of 100 were at most this.</param>
public readonly record struct Latency(TimeSpan P50, TimeSpan P95, TimeSpan P99);

/// <summary>One tool's part.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Failures">How often it failed, timed out, or was called wrongly.</param>
public sealed record ToolUsage(string Tool, int Calls, int Failures);
