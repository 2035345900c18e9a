using System.ComponentModel;
using Bots.Agents.Tools;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Chat;

/// <summary>The tool by which an agent hands a conversation over to another, and what came of it.</summary>
internal sealed class HandOver
{
    public const string ToolName = "hand_over";

    private readonly string[] _names;

    public HandOver(IEnumerable<string> names)
    {
        _names = [.. names.Order(StringComparer.Ordinal)];
        Tools = _names.Length == 0 ? [] : [Tool()];
    }

    /// <summary>What the agent is offered; nothing when there is nobody else.</summary>
    public IReadOnlyList<AIFunction> Tools { get => field ?? []; }

    /// <summary>Who goes on; null when the agent answers itself.</summary>
    public string? To { get; private set; }

    /// <summary>What that one is asked.</summary>
    public string Message { get; private set; } = "";

    private AIFunction Tool() => AIFunctionFactory.Create(Take, new AIFunctionFactoryOptions
    {
        Name = ToolName,
        Description = $"Hands this conversation over to another agent, who answers in your place. Agents: {string.Join(", ", _names)}.",
        MarshalResult = static (result, _, _) => new(result),
    });

    private object Take([Description("The agent's name.")] string agent, [Description("All that it must know to answer, in full sentences.")] string message)
    {
        if (!_names.Contains(agent, StringComparer.Ordinal)) return new ToolFailure($"there is no agent \"{agent}\". There are: {string.Join(", ", _names)}.");
        if (string.IsNullOrWhiteSpace(message)) return new ToolFailure("the message is empty. Write down what the agent must know to answer.");
        (To, Message) = (agent, message);
        return new EndOfTurn($"{agent} goes on.");
    }
}
