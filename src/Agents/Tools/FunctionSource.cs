using Microsoft.Extensions.AI;

namespace Bots.Agents.Tools;

/// <summary>Tools that are functions of the program.</summary>
internal sealed class FunctionSource(IEnumerable<AIFunction> functions) : IToolSource
{
    public ValueTask AddToAsync(ToolSet tools, CancellationToken cancellationToken)
    {
        foreach (var function in functions) tools.Add(function);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
