using System.Runtime.CompilerServices;
using System.Text;
using Bots.Agents.Chat;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>A conversation of one user with an agent, kept in a store.</summary>
/// <remarks>
/// <para>Thread-safe: turns of one session run one after another in the order they were asked for. A turn that fails or is cancelled leaves
/// nothing in the history; with a store without <see cref="ITurnLog"/> that does not cover a failure of the store itself.</para>
/// <list type="table">
/// <item><term>an id, no store</term><description>the default JSON store (<c>data/sessions</c>), automatically</description></item>
/// <item><term>an id and a store</term><description>that store</description></item>
/// <item><term>no id, the same object</term><description>remembered in memory only</description></item>
/// <item><term>no id, a new object</term><description>no history</description></item>
/// </list>
/// </remarks>
public sealed class Session : IAsyncDisposable
{
    private readonly SessionOptions _options;
    private readonly SessionStoreChoice _choice;
    private readonly TurnLine _line = new();
    private bool _loaded;
    private bool _disposed;

    /// <summary>Opens a conversation; nothing is read or written before the first use.</summary>
    /// <param name="id">The session id, see <see cref="ISessionStore"/>; null for a new conversation.</param>
    /// <param name="agent">Who answers; the <see cref="OfflineAgent"/> when null. Stays the caller's.</param>
    /// <param name="store">Where it is kept, see the remarks of <see cref="Session"/>. Stays the caller's to dispose.</param>
    /// <param name="options">How it works.</param>
    public Session(string? id = null, IAgent? agent = null, ISessionStore? store = null, SessionOptions? options = null)
    {
        Id = id ?? $"session_{Guid.NewGuid():N}";
        Agent = agent ?? new OfflineAgent();
        _options = options ?? new();
        _choice = SessionStoreChoice.For(id, store);
    }

    /// <summary>The session id; made up when none was given.</summary>
    public string Id { get; }

    /// <summary>Who answers.</summary>
    public IAgent Agent { get; }

    /// <summary>Where the session is kept.</summary>
    public ISessionStore Store => _choice.Store;

    /// <summary>Says something and returns the whole answer, once it is stored.</summary>
    /// <exception cref="AgentException">The agent could not answer; the history is as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async Task<string> ChatAsync(string prompt, CancellationToken cancellationToken = default)
    {
        var answer = new StringBuilder();
        await foreach (var piece in StreamAsync(prompt, cancellationToken)) answer.Append(piece);
        return answer.ToString();
    }

    /// <summary>Says something and streams the answer's text; the turn is stored when the stream has ended.</summary>
    /// <remarks>A stream that is not read to its end leaves nothing in the history.</remarks>
    /// <exception cref="AgentException">The agent could not answer; what was streamed before is no answer, the history is as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public async IAsyncEnumerable<string> StreamAsync(string prompt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        using var turn = await EnterAsync(cancellationToken);
        var history = await Store.GetChatHistoryAsync(Id, _options.HistoryMessages ?? (Agent as IHistoryWindow)?.HistoryMessages, cancellationToken);
        var said = new List<SessionMessage> { new("user", prompt) };
        var answer = new StringBuilder();
        await foreach (var update in Agent.ReplyAsync(new(history, prompt), cancellationToken).StopPromptlyAsync(cancellationToken))
        {
            if (update is AgentUpdate.Step step) said.Add(step.Message);
            if (update is not AgentUpdate.Text text) continue;
            answer.Append(text.Value);
            yield return text.Value;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await WriteAsync([.. said, new("assistant", answer.ToString())]);
    }

    /// <summary>The newest <paramref name="maxMessages"/> messages, oldest first; null for all. Does not wait for turns under way.</summary>
    public async Task<IReadOnlyList<SessionMessage>> GetHistoryAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        if (!_loaded) (await EnterAsync(cancellationToken)).Dispose();
        return await Store.GetChatHistoryAsync(Id, maxMessages, cancellationToken);
    }

    /// <summary>Forgets every message and keeps the session.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAsync(cancellationToken);
        await Store.ClearSessionAsync(Id, cancellationToken);
    }

    /// <summary>Saves the whole history as a JSON file, for its owner's eyes only; what was there before becomes <c>&lt;path&gt;.bak</c>.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAsync(cancellationToken);
        await SaveNowAsync(path, cancellationToken);
    }

    /// <summary>Replaces the history by that of a file which <see cref="SaveAsync"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file; the history is as before.</exception>
    /// <exception cref="InvalidDataException">The file is no saved session; the history is as before.</exception>
    public async Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAsync(cancellationToken, loads: false);
        await LoadNowAsync(path, cancellationToken);
        _loaded = true;
    }

    /// <summary>Waits for turns under way and saves to <see cref="SessionOptions.File"/>, if there is one. Disposing twice is fine.</summary>
    public async ValueTask DisposeAsync()
    {
        using var turn = await _line.EnterAsync(CancellationToken.None);
        if (_disposed) return;
        if (_options.File is { } file && _loaded) await SaveNowAsync(file, CancellationToken.None);
        _disposed = true;
        await _choice.DisposeAsync();
    }

    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken, bool loads = true)
    {
        var turn = await _line.EnterAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (loads && !_loaded && File.Exists(_options.File)) await LoadNowAsync(_options.File, cancellationToken);
            _loaded |= loads;
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private Task WriteAsync(IReadOnlyList<SessionMessage> messages, int? keep = null) => TurnWriting.WriteAsync(Store, new(Id)
    {
        Messages = messages,
        TurnId = Guid.NewGuid().ToString("N"),
        KeepMessages = keep,
        UserId = _options.UserId,
        AgentName = (Agent as ConfiguredAgent)?.Name,
    });

    private async Task SaveNowAsync(string path, CancellationToken cancellationToken) =>
        await SessionFile.SaveAsync(path, Id, await Store.GetChatHistoryAsync(Id, null, cancellationToken), _options.Time.GetUtcNow(), cancellationToken);

    private async Task LoadNowAsync(string path, CancellationToken cancellationToken) =>
        await WriteAsync(await SessionFile.LoadAsync(path, cancellationToken), keep: 0);
}
