namespace Bots.Agents.Tools;

/// <summary>Where tools come from.</summary>
internal interface IToolSource : IAsyncDisposable
{
    /// <summary>Adds the tools that can be used now; notes in <see cref="ToolSet.Unavailable"/> why some cannot.</summary>
    ValueTask AddToAsync(ToolSet tools, CancellationToken cancellationToken);
}
