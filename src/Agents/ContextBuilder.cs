using Bots.Agents.Context;
using Bots.Agents.Memory;
using Bots.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Agents;

/// <summary>Builds what an agent is asked: the window of the history, the summary of what lies before it, and what is known about user and session.</summary>
/// <remarks>The one way from a session to a request, for <see cref="Session"/> and for hosts alike. Writes nothing but summaries. Thread-safe;
/// one instance serves all sessions. The cost follows the window, not the history, wherever the store offers <see cref="ISessionWindows"/>.</remarks>
public sealed class ContextBuilder
{
    private static readonly ContextOptions Standard = new();

    private readonly TimeProvider _time;
    private readonly SummaryShelf _shelf = new();
    private readonly Compaction _compaction;

    /// <summary>A builder.</summary>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="logger">Told of summaries that fail; nobody when null.</param>
    public ContextBuilder(TimeProvider? time = null, ILogger<ContextBuilder>? logger = null)
    {
        _time = time ?? TimeProvider.System;
        _compaction = new(_shelf, _time, logger ?? NullLogger<ContextBuilder>.Instance);
    }

    /// <summary>What the agent is asked when the user says <paramref name="prompt"/>.</summary>
    /// <remarks>May ask the agent's model for a summary first; when that fails, the old one stays and the turn goes on without. When the model finds
    /// the request too long, <see cref="AgentRequest.ShortenAsync"/> lets the older half be summarised, and keeps that summary for the turns to come.</remarks>
    /// <exception cref="ArgumentException"><see cref="ContextSource.Options"/> hold a number that cannot be; the message names it.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task<TurnContext> BuildAsync(ContextSource source, string prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var options = source.Options ?? (source.Agent as IContextWish)?.Context ?? Standard;
        source.Options?.Check();
        var limit = WindowLimit.For(source, options);
        // Read before the history: what is counted in it is then at least as new as the version.
        var data = (options.Describe || source.Memory is not null) && source.Store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(source.SessionId, cancellationToken) : null;
        var loaded = await LoadedHistory.ReadAsync(source, limit, cancellationToken);
        var (interaction, version) = InteractionNumber.Of(loaded.Window, data);

        var spent = new SpentTokens();
        var view = new HistoryView(_compaction, source, options, loaded, spent);
        var history = await view.OpenAsync(cancellationToken);
        var about = options.Describe ? await DescribeAsync(source, options, loaded, data, interaction, cancellationToken) : [];
        var memories = await RecallAsync(source, data, prompt, cancellationToken);
        IReadOnlyList<string> recalled = source.Memory?.Describe(memories) is { } part ? [part] : [];
        // What was said as the system holds for the whole conversation, wherever the window begins.
        SessionMessage[] pinned = [.. loaded.Window.Pinned, .. loaded.Own.Select(static own => own.Message).Where(static message => message.Role == "system")];
        return new(Showing(history, new([], prompt) { Memories = memories, Shortener = new(HalveAsync) }), interaction) { Used = spent, Version = version };

        AgentRequest Showing(ShownHistory shown, AgentRequest request) => request with { History = [.. pinned, .. view.Cut(shown)], Context = [.. about, .. view.Parts(shown), .. recalled] };

        async Task<AgentRequest?> HalveAsync(AgentRequest request, CancellationToken token) => await view.HalveAsync(history, token) is { } half ? Showing(half, request) : null;
    }

    /// <summary>Forgets what is kept beside a store that keeps no summaries.</summary>
    internal void Forget(ISessionStore store, string sessionId) => _shelf.Forget(store, sessionId);

    // Never into a session that somebody else owns: what one user told is not for the eyes of another.
    private static async Task<IReadOnlyList<UserMemory>> RecallAsync(ContextSource source, SessionData? data, string prompt, CancellationToken cancellationToken) =>
        source is { Memory: { } memory, UserId: { Length: > 0 } user } && LongTermMemory.IsPrivate(data, user)
            ? await memory.RecallAsync(user, prompt, cancellationToken)
            : [];

    private async Task<List<string>> DescribeAsync(
        ContextSource source, ContextOptions options, LoadedHistory loaded, SessionData? data, int interaction, CancellationToken cancellationToken)
    {
        var facts = await UserFacts.ReadAsync(source, cancellationToken);
        var topics = RecentTopics.Of(loaded.Own.Select(static own => own.Message), options.Topics);
        var parts = new List<string> { ContextPart.Of(facts, topics, DurationOf(loaded, data), interaction) };
        if (source.Speaker is null || source.Store.Find<ISessionState>() is not { } state) return parts;
        var shared = await state.ListStateAsync(StateScope.Shared(source.SessionId), cancellationToken);
        if (shared.Count > 0) parts.Add(ContextPart.OfShared(shared.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => KeyValuePair.Create(pair.Key, JsonTexts.Of(pair.Value.Value)))));
        return parts;
    }

    private TimeSpan? DurationOf(LoadedHistory loaded, SessionData? data)
    {
        // Without the store's word the beginning has to be at hand; with it, what is at hand can only be too late, and then does not count.
        var first = (loaded.IsWhole || data is not null) && loaded.Window.Messages is [var earliest, ..] ? earliest : null;
        var began = SessionAge.BeganAt(data, first);
        return began is { } time && time <= _time.GetUtcNow() ? _time.GetUtcNow() - time : null;
    }
}
