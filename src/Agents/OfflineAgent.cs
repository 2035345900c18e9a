using System.Runtime.CompilerServices;
using Bots.Agents.Context;
using Bots.Agents.Offline;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>Remembers what users say about themselves and finds what they said; needs no key and no network, and always gives the same answer
/// to the same history. Only messages in the role <c>user</c> count: nobody's facts come from an answer or an instruction.</summary>
/// <param name="name">Its name in the configuration, for the sentence that says how to configure a model.</param>
public sealed class OfflineAgent(string name = "default") : IAgent, IContextWish
{
    private readonly string _configure =
        $"I can only remember and find what you tell me; for more, set Agents:{name}:Provider to openai or anthropic, with Agents:{name}:Model and Agents:{name}:ApiKey.";

    ContextOptions IContextWish.Context { get; } = new() { Describe = false };

    int? IContextWish.HistoryMessages => new AgentOptions().HistoryWindow;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var reply = new OfflineConversation(UserMessages(request), _configure, cancellationToken).Reply(request.Prompt);
        foreach (var piece in Pieces.Of(reply))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return piece;
        }
    }

    // Memories are statements of the user too, older than anything in this conversation.
    private static List<string> UserMessages(AgentRequest request) =>
        [.. request.Memories.OrderBy(static memory => memory.Content.ObservedAt).Select(static memory => memory.Content.Text), .. request.History.Where(static message => MessageMarks.IsUsers(message) && !message.Content.StartsWith('/')).Select(static message => message.Content)];
}
