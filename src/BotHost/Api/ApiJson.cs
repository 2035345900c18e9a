using System.Text.Json.Serialization;

namespace Bots.BotHost.Api;

/// <summary>What goes over the wire, in the names other programs of the same protocol use.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AgentQuery))]
[JsonSerializable(typeof(AgentAnswer))]
[JsonSerializable(typeof(AgentHealth))]
[JsonSerializable(typeof(AgentText))]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(RevokeRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(RevokeAnswer))]
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

/// <summary>Asks for a token.</summary>
internal sealed record TokenRequest(string? SessionId, string? UserId, double? LifetimeSeconds);

/// <summary>Takes one token back, or all of a session.</summary>
internal sealed record RevokeRequest(string? Token, string? SessionId);

/// <summary>A token.</summary>
internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);

/// <summary>What was taken back: one <c>token</c>, all of a <c>session</c> that were issued until then, or <c>nothing</c>, and why.</summary>
/// <param name="Revoked">Which of these.</param>
/// <param name="SessionId">The session whose token it is.</param>
internal sealed record RevokeAnswer(string Revoked, string SessionId)
{

    public DateTimeOffset? IssuedUntil { get; init; }

    public string? Reason { get; init; }
}
