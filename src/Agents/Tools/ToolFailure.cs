namespace Bots.Agents.Tools;

/// <summary>A tool's result that says why it could not be done.</summary>
internal sealed record ToolFailure(string Text)
{
    /// <summary>As the model reads it.</summary>
    public override string ToString() => ToolRunner.Error + Text;
}
