using Bots.Agents.Context;
using Bots.Sessions;
using Microsoft.Extensions.AI;

namespace Bots.Agents;

/// <summary>Answers a prompt: history in, a stream out. Keeps no state; one instance serves every session at once.</summary>
public interface IAgent
{
    /// <summary>Streams the answer to <paramref name="request"/>.</summary>
    /// <remarks>Enumerating starts the work; cancelling or disposing the enumerator stops it, the model call included. The answer is the
    /// concatenation of all <see cref="AgentUpdate.Text"/>. A failure is an <see cref="AgentException"/> whose message may be shown to a user;
    /// what was streamed before it is no answer.</remarks>
    IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What an agent is asked.</summary>
/// <param name="History">The conversation before the prompt, oldest first; a copy the agent may keep for the call.</param>
/// <param name="Prompt">What the user says now.</param>
public sealed record AgentRequest(IReadOnlyList<SessionMessage> History, string Prompt)
{
    /// <summary>Parts of the system message for this request only: what is known about user and session. Nothing of it was said by the user.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>What the user said in earlier conversations and may matter now, best first. A model reads it as a part of <see cref="Context"/>.</summary>
    public IReadOnlyList<UserMemory> Memories { get; init; } = [];

    /// <summary>Pictures that go with the prompt; only for agents that take them (<see cref="AgentOptions.Vision"/>). A model without eyes is told that
    /// there were some; other agents ignore them.</summary>
    public IReadOnlyList<AgentAttachment> Attachments { get; init; } = [];

    /// <summary>Functions that this request offers beside the agent's own tools, whatever those are limited to.</summary>
    public IReadOnlyList<AIFunction> Tools { get => field ?? []; init; }

    // Copies share it: however often a request is copied on its way, it gets shorter once.
    internal RequestShortener Shortener { get; init; } = new();

    /// <summary>This request with about half of its history, for a model that found it too long: the older half as a summary where
    /// <see cref="ContextBuilder"/> built the request and the agent can summarise, else left out, which the agent is told.</summary>
    /// <remarks>A session and a configured agent do this by themselves when an agent fails with <see cref="AgentFailure.ContextTooLong"/> before it
    /// said anything; an agent may do it in the middle of its work.</remarks>
    /// <returns>Null when there is no history, when no summary could be made, and the second time.</returns>
    public Task<AgentRequest?> ShortenAsync(CancellationToken cancellationToken = default) => Shortener.ShortenAsync(this, cancellationToken);
}

/// <summary>A piece of an answer.</summary>
public abstract record AgentUpdate
{
    private AgentUpdate()
    {
    }

    /// <summary>The next piece of the answer's text.</summary>
    public sealed record Text(string Value) : AgentUpdate;

    /// <summary>A message that belongs into the history before the answer: a tool call or a tool's result.</summary>
    public sealed record Step(SessionMessage Message) : AgentUpdate;

    /// <summary>Tokens used, as the provider counted them; may come several times and adds up.</summary>
    public sealed record Usage(string Model, long InputTokens, long OutputTokens, long CachedInputTokens = 0) : AgentUpdate;

    /// <summary>Text, written as text.</summary>
    public static implicit operator AgentUpdate(string text) => FromString(text);

    /// <summary>Text, written as text.</summary>
    public static AgentUpdate FromString(string text) => new Text(text);
}

/// <summary>An agent could not answer.</summary>
/// <param name="message">One honest sentence that a user may read: what went wrong and what helps. Never holds a secret.</param>
/// <param name="innerException">The provider's own error.</param>
public sealed class AgentException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>True when asking again may work without anyone changing anything.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What kind of failure this is, for programs.</summary>
    public AgentFailure Failure { get; init; }

    /// <summary>How long the provider asks to wait before the next attempt; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Why an agent could not answer.</summary>
public enum AgentFailure
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The provider does not accept the key, or not for this model.</summary>
    KeyRejected,

    /// <summary>The provider knows no such model or address.</summary>
    NotFound,

    /// <summary>A rate limit or quota is used up.</summary>
    RateLimited,

    /// <summary>The conversation does not fit into the model.</summary>
    ContextTooLong,

    /// <summary>The provider refuses the request for another reason.</summary>
    Rejected,

    /// <summary>The provider is away or has a problem of its own.</summary>
    Unavailable,

    /// <summary>The provider was silent for too long.</summary>
    TimedOut,

    /// <summary>The answer broke off, or there was none.</summary>
    Incomplete,
}
