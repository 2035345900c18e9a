using System.Text;
using Bots.Agents.Chat;
using Bots.Sessions;

namespace Bots.Agents;

/// <content>Many agents in one session.</content>
public sealed partial class Session
{
    private const int MaxHandOvers = 8;

    /// <summary>The named agents.</summary>
    public IReadOnlyDictionary<string, IAgent> Agents { get; }

    /// <summary>What the agents of this session share, safe for writers that do not know of each other.</summary>
    public SharedState Shared { get; }

    /// <summary>Asks one of <see cref="Agents"/> and returns the whole answer, once it is stored in that agent's own history.</summary>
    /// <remarks>Different agents run side by side, the turns of one in order. An agent is told what is shared (<see cref="Shared"/>) and offered
    /// the tools <c>share</c>, which notes something for all, and <c>hand_over</c>: the agent it names goes on in its place, and the answer is that one's. Both
    /// histories hold their part. What the user says in <paramref name="prompt"/> is remembered, and every agent is told what is known of the user; of what
    /// agents answered or hand over nothing is remembered, also where a prompt passes it on. What leaves the window of a named agent's history is not summarised.</remarks>
    /// <exception cref="ArgumentException">There is no agent of this name, or the prompt is empty.</exception>
    /// <exception cref="AgentException">The agent could not answer; the history is as before.</exception>
    /// <exception cref="SessionStoreException">The store failed.</exception>
    public Task<string> RunAgentAsync(string name, string prompt, CancellationToken cancellationToken = default) =>
        AskAsync(name ?? throw new ArgumentNullException(nameof(name)), prompt, new(null, _options.Time), cancellationToken);

    /// <summary>The messages of one agent's own history, oldest first; of the main conversation when <paramref name="name"/> is null.</summary>
    public async Task<IReadOnlyList<SessionMessage>> GetAgentHistoryAsync(string? name, CancellationToken cancellationToken = default) =>
        [.. (await GetHistoryAsync(null, cancellationToken)).Where(message => MessageMarks.SpeakerOf(message) == name)];

    internal async Task<string> AskAsync(string? name, string prompt, SessionTurn turn, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        var answer = new StringBuilder();
        await foreach (var piece in TurnAsync(new(name, name is null ? Agent : Named(name)), prompt, turn, cancellationToken)) answer.Append(piece);
        return turn.AnsweredBefore ?? answer.ToString();
    }

    /// <summary>What an agent answered in the turn of this id, when the turn is among so many of the newest messages (null: all); null when it is not.</summary>
    internal async Task<string?> AnswerOfTurnAsync(string? name, string turnId, int? maxMessages, CancellationToken cancellationToken) =>
        (await Store.GetChatHistoryAsync(Id, maxMessages, cancellationToken))
            .LastOrDefault(message => message.Role == "assistant" && MessageMarks.SpeakerOf(message) == name && message.Metadata.GetString(MessageMarks.Turn) == turnId)?.Content;

    // Without named agents nothing is offered, and nothing of the model clients is loaded for it.
    private AgentRequest WithTools(AgentRequest request, HandOver handOver) =>
        Agents.Count == 0 ? request : request with { Tools = Store.Find<ISessionState>() is null ? handOver.Tools : [.. handOver.Tools, SharingTool.Over(Shared)] };

    internal IAgent Named(string name) => Agents.TryGetValue(name, out var agent) ? agent
        : throw new ArgumentException($"This session has no agent \"{name}\"; it has: {(Agents.Count == 0 ? "none (give them to the constructor as agents)" : string.Join(", ", Agents.Keys.Order(StringComparer.Ordinal)))}.", nameof(name));
}
