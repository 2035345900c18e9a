using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.BotHost.Api;

/// <summary>What goes over the wire, in the names other programs of the same protocol use.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentQuery))]
[JsonSerializable(typeof(AgentAnswer))]
[JsonSerializable(typeof(AgentHealth))]
[JsonSerializable(typeof(AgentText))]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>A question.</summary>
internal sealed record AgentQuery(string? Query, string? SessionId, string? UserId);

/// <summary>The whole answer.</summary>
internal sealed record AgentAnswer(string Response, string SessionId);

/// <summary>A piece of the answer.</summary>
internal sealed record AgentText(string Text);

/// <summary>The agent is there.</summary>
internal sealed record AgentHealth(string Status, string Agent);

/// <summary>What went wrong, in a sentence.</summary>
internal sealed record ApiError(string Error);

/// <summary>Asks for a token (with a lifetime) or takes one or all of a session back.</summary>
internal sealed record TokenRequest(string? SessionId, double? LifetimeSeconds, string? Token, string? UserId);

/// <summary>A token.</summary>
internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);
