using System.Text.Json.Serialization;

namespace Bots.Sessions.Tokens;

/// <summary>What a token says.</summary>
/// <param name="SessionId">The session it opens.</param>
/// <param name="IssuedAt">When it was issued, in milliseconds of the epoch.</param>
/// <param name="ExpiresAt">When it ends, in milliseconds of the epoch.</param>
/// <param name="Id">Its own id, random.</param>
internal sealed record TokenContent(
    [property: JsonPropertyName("sid")] string SessionId, [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp")] long ExpiresAt, [property: JsonPropertyName("jti")] string Id)
{
    /// <summary>Whom the holder speaks for; null for nobody in particular.</summary>
    [JsonPropertyName("sub"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserId { get; init; }
}

/// <summary>The payload as JSON.</summary>
[JsonSerializable(typeof(TokenContent))]
internal sealed partial class TokenJson : JsonSerializerContext;
