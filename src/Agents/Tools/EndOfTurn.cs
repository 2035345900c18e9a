namespace Bots.Agents.Tools;

/// <summary>A tool's result after which the model is not asked again.</summary>
internal sealed record EndOfTurn(string Text);
