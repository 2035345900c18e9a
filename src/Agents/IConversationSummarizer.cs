namespace Bots.Agents;

/// <summary>An agent that can say in short what a conversation said. Agents over models can; one of your own may.</summary>
public interface IConversationSummarizer
{
    /// <summary>Follows the instruction, which holds the conversation, and returns nothing but the summary.</summary>
    /// <exception cref="AgentException">The model did not answer; the caller goes on without a new summary.</exception>
    Task<string> SummarizeAsync(string instruction, CancellationToken cancellationToken = default);
}
