using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>Makes a request shorter, once.</summary>
/// <param name="shorten">How; null to leave the older half of the history out.</param>
internal sealed class RequestShortener(Func<AgentRequest, CancellationToken, Task<AgentRequest?>>? shorten = null)
{
    /// <summary>What an agent is told of a history that is not shown whole.</summary>
    public const string Notice = "The older part of this conversation is not shown, because it did not fit. Say so if the user asks about it.";

    private const int LongestToolResult = 2_000;

    private int _done;

    public async Task<AgentRequest?> ShortenAsync(AgentRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _done, 1) == 1) return null;
        return shorten is null ? WithoutOlderHalf(request) : await shorten(request, cancellationToken);
    }

    private static AgentRequest? WithoutOlderHalf(AgentRequest request)
    {
        var pinned = request.History.Where(static message => message.Role == "system");
        var said = request.History.Where(static message => message.Role != "system").ToList();
        if (said.Count == 0) return null;
        var pruned = ToolResults.PruneAll(said, LongestToolResult);
        if (pruned.Sum(TokenEstimate.Of) <= said.Sum(TokenEstimate.Of) / 2) return request with { History = [.. pinned, .. pruned] };
        return request with { History = [.. pinned, .. pruned.Skip(WindowLimit.StartOfNewerHalf(pruned))], Context = [.. request.Context, Notice] };
    }
}
