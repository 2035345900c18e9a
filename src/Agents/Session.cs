using System.Collections.Frozen;
using System.Text;
using Bots.Agents.Analytics;
using Bots.Agents.Chat;
using Bots.Agents.Context;
using Bots.Agents.Memory;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>A conversation of one user with an agent, or several, kept in a store.</summary>
/// <remarks>
/// <para>Thread-safe: turns of one agent run one after another in the order they were asked for; named agents run side by side. A turn that
/// fails or is cancelled leaves nothing in the history; with a store without <see cref="ITurnLog"/> that does not cover a failure of the store itself.
/// Once a turn is stored it neither fails nor is cancelled any more: what is learned from it is learned beside that.</para>
/// <list type="table">
/// <item><term>an id, no store</term><description>the default JSON store (<c>data/sessions</c>), automatically</description></item>
/// <item><term>an id and a store</term><description>that store</description></item>
/// <item><term>no id, the same object</term><description>remembered in memory only</description></item>
/// <item><term>no id, a new object</term><description>no history</description></item>
/// </list>
/// </remarks>
public sealed partial class Session : IAsyncDisposable
{
    private readonly SessionOptions _options;
    private readonly SessionStoreChoice _choice;
    private readonly ContextBuilder _context;
    private readonly SessionLines _lines;
    private readonly TurnWriter _writer;
    private readonly NumberedTurns _turns;
    private bool _loaded;
    private bool _disposed;

    /// <summary>Opens a conversation; nothing is read or written before the first use.</summary>
    /// <param name="id">The session id, see <see cref="ISessionStore"/>; null for a new conversation.</param>
    /// <param name="agent">Who answers; when null the only one of <paramref name="agents"/>, else the <see cref="OfflineAgent"/>. Stays the caller's.</param>
    /// <param name="store">Where it is kept, see the remarks of <see cref="Session"/>. Stays the caller's to dispose.</param>
    /// <param name="options">How it works.</param>
    /// <param name="agents">More agents by name, each with a history of its own within the session; see <see cref="RunAgentAsync"/>. Stay the caller's.</param>
    /// <exception cref="ArgumentException"><see cref="SessionOptions.Context"/> or <see cref="SessionOptions.Memory"/> holds a number that cannot be, the id is none, or one of <paramref name="agents"/> has a name that is blank or
    /// holds half a character, or is null; the message says which.</exception>
    public Session(string? id = null, IAgent? agent = null, ISessionStore? store = null, SessionOptions? options = null, IReadOnlyDictionary<string, IAgent>? agents = null)
        : this(id ?? $"session_{Guid.NewGuid():N}", agent, SessionStoreChoice.For(id, store), options ?? new(), agents, null)
    {
    }

    private Session(string id, IAgent? agent, SessionStoreChoice choice, SessionOptions options, IReadOnlyDictionary<string, IAgent>? agents, ContextBuilder? context)
    {
        options.Context?.Check();
        options.Memory?.Check();
        (Id, _choice, _options) = (id, choice, options);
        Agents = Checked(agents)?.ToFrozenDictionary(StringComparer.Ordinal) ?? FrozenDictionary<string, IAgent>.Empty;
        Agent = agent ?? (Agents.Count == 1 ? Agents.Values.First() : new OfflineAgent());
        Shared = new(choice.Store, id, LoadOnceAsync);
        _context = context ?? new(options.Time);
        _lines = new(Agents.Keys);
        _writer = new(choice.Store);
        _turns = new(choice.Store, _writer);
        Memory = SessionMemory.For(choice.Store, options);
    }

    /// <summary>The session id; made up when none was given.</summary>
    public string Id { get; }

    /// <summary>Who answers <see cref="ChatAsync"/>.</summary>
    public IAgent Agent { get; }

    /// <summary>Where the session is kept.</summary>
    public ISessionStore Store => _choice.Store;

    internal TimeProvider Time => _options.Time;

    /// <summary>What is remembered of the user beyond this session, to list, correct and forget; null without a user, or where the store keeps no memories.</summary>
    /// <remarks>Learned is what the user says in prompts. What agents, tools or the system said before it in the session's newest <see cref="MemoryTurn.MostBefore"/> messages is not, also where a
    /// prompt passes it on whole, shortened or among other words; nor are secrets.</remarks>
    public LongTermMemory? Memory { get; }

    /// <summary>Says something and returns the whole answer, once it is stored.</summary>
    /// <exception cref="ArgumentException">The prompt is empty: nothing was asked.</exception>
    /// <exception cref="AgentException">The agent could not answer; the history is as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task<string> ChatAsync(string prompt, CancellationToken cancellationToken = default)
    {
        var answer = new StringBuilder();
        await foreach (var piece in StreamAsync(prompt, cancellationToken)) answer.Append(piece);
        return answer.ToString();
    }

    /// <summary>Says something and streams the answer's text; the turn is stored when the stream has ended.</summary>
    /// <remarks>A stream that is not read to its end leaves nothing in the history. Until it is read to its end or disposed, whatever waits for turns under way waits for it:
    /// another prompt, a checkpoint, a branch, <see cref="SaveAsync"/>. Call those after the loop, never within it. Reading the stream once more asks once more, in a turn of its own.</remarks>
    /// <exception cref="ArgumentException">The prompt is empty: nothing was asked.</exception>
    /// <exception cref="AgentException">The agent could not answer; what was streamed before is no answer, the history is as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public IAsyncEnumerable<string> StreamAsync(string prompt, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        return TurnAsync(new(null, Agent), prompt, null, cancellationToken);
    }

    /// <summary>The newest <paramref name="maxMessages"/> messages, of named agents too, oldest first; null for all. Does not wait for turns under way.</summary>
    public async Task<IReadOnlyList<SessionMessage>> GetHistoryAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        if (!_loaded) (await EnterAllAsync(cancellationToken)).Dispose();
        return await Store.GetChatHistoryAsync(Id, maxMessages, cancellationToken);
    }

    /// <summary>Says what the user thinks of the newest answer: the only source of <see cref="SessionAnalytics.Satisfaction"/>.</summary>
    /// <inheritdoc cref="Feedback.RateAsync"/>
    public async Task<bool> RateAsync(bool isGood, string? comment = null, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        return await Feedback.RateAsync(Store, Id, isGood, comment, cancellationToken);
    }

    /// <summary>What happened in this session: interactions, duration, topics, tokens and cost, latency, tool failures, satisfaction.</summary>
    /// <param name="prices">Prices by model; null when cost does not matter.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async Task<SessionAnalytics> AnalyzeAsync(IReadOnlyDictionary<string, ModelPrice>? prices = null, CancellationToken cancellationToken = default)
    {
        if (!_loaded) (await EnterAllAsync(cancellationToken)).Dispose();
        return await SessionAnalytics.OfSessionAsync(Store, Id, prices, cancellationToken);
    }

    /// <summary>Waits for turns under way, saves to <see cref="SessionOptions.File"/>, if there is one, and gives models that still read for
    /// <see cref="Memory"/> the time of <see cref="MemoryServices.EndTimeout"/>. Disposing twice is fine.</summary>
    public async ValueTask DisposeAsync()
    {
        using var turn = await _lines.EnterAllAsync(CancellationToken.None);
        if (_disposed) return;
        await SaveAtEndAsync();
        _disposed = true;
        if (Memory is { } memory && memory != _options.SharedMemory) await memory.EndAsync();
        await _choice.DisposeAsync();
    }

    // An agent finds its history by its name, which a store keeps only when it is text.
    private static IReadOnlyDictionary<string, IAgent>? Checked(IReadOnlyDictionary<string, IAgent>? agents)
    {
        foreach (var (name, agent) in agents ?? FrozenDictionary<string, IAgent>.Empty)
        {
            if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("An agent has a blank name; RunAgentAsync and other agents call it by that name.", nameof(agents));
            if (!ReferenceEquals(MessageText.WellFormed(name), name)) throw new ArgumentException("An agent's name holds half a character (a lone surrogate).", nameof(agents));
            if (agent is null) throw new ArgumentException($"The agent \"{name}\" is null.", nameof(agents));
        }

        return agents;
    }

    private Task<IDisposable> EnterAsync(string? agent, CancellationToken cancellationToken) => BegunAsync(_lines.EnterAsync(agent, cancellationToken), cancellationToken);

    private Task<IDisposable> EnterAllAsync(CancellationToken cancellationToken, bool loads = true) => BegunAsync(_lines.EnterAllAsync(cancellationToken), cancellationToken, loads);

    private async Task<IDisposable> BegunAsync(Task<IDisposable> entering, CancellationToken cancellationToken, bool loads = true)
    {
        var turn = await entering;
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (loads) await LoadOnceAsync(cancellationToken);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }
}
