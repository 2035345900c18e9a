namespace Bots.Agents.Tools;

/// <summary>What came of one call.</summary>
/// <param name="Text">As the model reads it.</param>
/// <param name="IsFailure">True when it could not be done.</param>
internal sealed record ToolAnswer(string Text, bool IsFailure);
