namespace Bots.Agents;

/// <summary>An agent that can say in short what a conversation said. Agents over models can; one of your own may.</summary>
public interface IConversationSummarizer
{
    /// <summary>Follows the instruction, which holds the conversation, and returns nothing but the summary.</summary>
    /// <exception cref="AgentException">The model did not answer; the caller goes on without a new summary, as after any other exception. With
    /// <see cref="AgentFailure.ContextTooLong"/> it asks once more, with messages cut shorter.</exception>
    Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default);
}

/// <summary>A summary.</summary>
/// <param name="Text">What it says.</param>
public sealed record ConversationSummary(string Text)
{
    /// <summary>Tokens that it took to make, as the provider counted them; empty when nobody did.</summary>
    public IReadOnlyList<AgentUpdate.Usage> Used { get; init; } = [];

    /// <summary>A summary, written as text.</summary>
    public static implicit operator ConversationSummary(string text) => FromString(text);

    /// <summary>A summary, written as text.</summary>
    public static ConversationSummary FromString(string text) => new(text);
}
