using System.Collections.Concurrent;
using Bots.Sessions;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Memory;

/// <summary>What agents know of users beyond a session: recalled before a turn, learned after it, listed, corrected and forgotten by the user.</summary>
/// <remarks>Thread-safe. Only for sessions that nobody but this user reads: the caller decides that, see <see cref="IsPrivate"/>.</remarks>
public sealed partial class LongTermMemory : IAsyncDisposable
{
    private const int MostAtOnce = 4;
    private const int MostWaiting = 100;

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(1);

    private static readonly RuleExtractor Rules = new();

    private readonly IMemoryStore _store;
    private readonly MemoryOptions _options;
    private readonly MemoryServices _services;
    private readonly ILogger _logger;
    private readonly MemoryRecall _recall;
    private readonly MemoryKeeping _keeping;
    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly CancellationTokenSource _ending = new();
    private int _disposed;

    /// <summary>Memory over a store.</summary>
    /// <param name="store">Where memories are kept; stays the caller's.</param>
    /// <param name="options">How to remember; the defaults when null.</param>
    /// <param name="services">What to work with; nothing but rules and words when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options cannot be; the message names it.</exception>
    public LongTermMemory(IMemoryStore store, MemoryOptions? options = null, MemoryServices? services = null)
    {
        options?.Check();
        (_store, _options, _services) = (store, options ?? new(), services ?? new());
        _logger = _services.Logger;
        var embeddings = new MemoryEmbeddings(_services.Embeddings, _services.Time, _services.Logger);
        _recall = new(store, embeddings, _options);
        _keeping = new(store, embeddings, _options, _services);
    }

    /// <summary>True when the session is read by this user alone: it has no owner yet, or this one, and is not shared.</summary>
    public static bool IsPrivate(SessionData? session, string userId) => session?.UserId is null || session.UserId == userId;

    /// <summary>What is worth knowing for the answer to this prompt, best first; empty when memory is off.</summary>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task<IReadOnlyList<UserMemory>> RecallAsync(string userId, string prompt, CancellationToken cancellationToken = default) =>
        _options.Enabled ? await _recall.FindAsync(userId, prompt, cancellationToken) : [];

    /// <summary>The memories as a part of the system message, bounded by <see cref="MemoryOptions.RecallLength"/>; null when there are none.</summary>
    public string? Describe(IReadOnlyList<UserMemory> memories) => RecalledMemories.Of(memories, _options.RecallLength);

    /// <summary>Keeps what the rules find in a turn; a model, when there is one, reads it afterwards beside everything else.</summary>
    /// <remarks>Repeating a turn keeps nothing twice. What the model finds is lost when the process ends first; what the rules find is kept when the
    /// call returns. A failure is logged: a turn never fails because nothing could be learned from it.</remarks>
    /// <returns>How many memories are new.</returns>
    public async Task<int> LearnAsync(MemoryTurn turn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        if (!_options.Enabled) return 0;
        turn = turn with { At = turn.At ?? _services.Time.GetUtcNow() };
        try
        {
            if (_services.Model is null && (await Rules.ExtractAsync(turn, cancellationToken)).Count == 0) return 0;
            var others = OthersWords.In(turn.Before is { } before ? await before(cancellationToken) : []);
            turn = turn with { Said = [.. turn.Said.Select(others.Without)] };
            if (_services.Model is { } model && _running.Count < MostWaiting) Track(LearnByModelAsync(turn, model, others));
            return await _keeping.KeepAsync(turn, others.Without(await Rules.ExtractAsync(turn, cancellationToken), turn.Said), "rules", cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotKept(failure, turn.SessionId);
            return 0;
        }
    }

    /// <summary>What is known about the user, oldest first.</summary>
    public ValueTask<IReadOnlyList<UserMemory>> ListAsync(string userId, CancellationToken cancellationToken = default) =>
        _store.ListMemoriesAsync(userId, cancellationToken: cancellationToken);

    /// <summary>Puts the user's own words in the place of a memory; null when the user has none with this id.</summary>
    /// <exception cref="ArgumentException">The text is empty or too long, or holds what must not be kept: a password, a key, a number that opens something.</exception>
    public async Task<UserMemory?> CorrectAsync(string userId, string memoryId, string text, CancellationToken cancellationToken = default)
    {
        if (Secrets.AreIn(text))
            throw new ArgumentException("This looks like a password, a key or a number that opens something, and such things are not kept. Leave it out.", nameof(text));
        var wrong = (await _store.ListMemoriesAsync(userId, cancellationToken: cancellationToken)).FirstOrDefault(memory => memory.Id == memoryId);
        if (wrong is null) return null;
        var candidate = new MemoryCandidate(text) { Importance = Math.Max(wrong.Content.Importance, 0.8), Quality = 1, Topic = RuleExtractor.TopicOf(text) };
        return await _keeping.CorrectAsync(userId, wrong, candidate, cancellationToken);
    }

    /// <summary>Erases a memory and what it had superseded; false when the user has none with this id.</summary>
    public async Task<bool> ForgetAsync(string userId, string memoryId, CancellationToken cancellationToken = default)
    {
        var all = await _store.ListMemoriesAsync(userId, all: true, cancellationToken);
        var chain = all.Where(memory => memory.Id == memoryId).ToList();
        for (var at = 0; at < chain.Count; at++)
            chain.AddRange(all.Where(older => (older.Id == chain[at].Content.Supersedes || older.SupersededBy == chain[at].Id) && !chain.Contains(older)));

        // The one that was asked for goes last: whoever is interrupted can ask again.
        for (var at = chain.Count - 1; at >= 0; at--) await _store.DeleteMemoryAsync(userId, chain[at].Id, cancellationToken);
        return chain.Count > 0;
    }

    /// <summary>Erases everything known about the user; returns how many memories that were.</summary>
    public async Task<int> ForgetAllAsync(string userId, CancellationToken cancellationToken = default)
    {
        var all = await _store.ListMemoriesAsync(userId, all: true, cancellationToken);
        foreach (var memory in all) await _store.DeleteMemoryAsync(userId, memory.Id, cancellationToken);
        return all.Count;
    }

    internal void NoteNotKept(Exception failure, string session) => LogNotKept(failure, session);

    [LoggerMessage(LogLevel.Warning, "What the last turn of {Session} says could not be kept as memories; the conversation itself is kept")]
    private partial void LogNotKept(Exception failure, string session);
}
