namespace Bots.Agents;

/// <summary>A picture that goes with a prompt.</summary>
/// <param name="MediaType">What it is, from its content: <c>image/jpeg</c>, <c>image/png</c>, <c>image/webp</c> or <c>image/gif</c>.</param>
/// <param name="Content">The bytes.</param>
public sealed record AgentAttachment(string MediaType, ReadOnlyMemory<byte> Content);
