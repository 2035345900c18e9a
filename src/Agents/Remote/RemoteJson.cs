using System.Text.Json.Serialization;

namespace Bots.Agents.Remote;

/// <summary>A question, as the protocol spells it.</summary>
internal sealed record RemoteQuery(
    [property: JsonPropertyName("query")] string Query, [property: JsonPropertyName("session_id")] string SessionId,
    [property: JsonPropertyName("user_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId);

/// <summary>Questions as JSON.</summary>
[JsonSerializable(typeof(RemoteQuery))]
internal sealed partial class RemoteJson : JsonSerializerContext;
