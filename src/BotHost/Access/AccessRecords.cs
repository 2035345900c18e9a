using System.Text.Json.Serialization;
using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Access;

/// <summary>Where somebody can be written to in private.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Session">The key of the conversation there.</param>
internal sealed record PrivatePlace(string Chat, string Session)
{
    /// <summary>The place a message came from; null where others read along.</summary>
    /// <remarks>An answer for one user alone is private, but the place it is given in need not be: the key tells.</remarks>
    public static PrivatePlace? Of(InboundMessage message) =>
        message is { IsGroup: false, GuildId: null } && SessionKey.ChatOf(message.SessionKey) is null ? new(message.Address.ChatId, message.SessionKey) : null;

    /// <summary>A message to answer there: what adapters need to write to somebody who has not just written.</summary>
    public InboundMessage Addressed(string bot, string user) => new(bot, "", Session, user, "", new(Chat));
}

/// <summary>Whose bot it is.</summary>
/// <param name="User">The owner.</param>
internal sealed record BotOwner(string User)
{
    /// <summary>Where the owner is asked; null until they write in private.</summary>
    public PrivatePlace? Place { get; init; }

    /// <summary>What the owner wants to happen to unknown people; null when they have not said.</summary>
    public UnknownUsers? Unknown { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What was decided about a person.</summary>
internal enum Standing
{
    /// <summary>They are answered.</summary>
    Approved,

    /// <summary>They are not.</summary>
    Blocked,
}

/// <summary>A decision about a person.</summary>
/// <param name="Is">What was decided.</param>
/// <param name="At">When.</param>
internal sealed record Decision(Standing Is, DateTimeOffset At);

/// <summary>An unknown person's wish to be let in.</summary>
/// <param name="User">Who.</param>
/// <param name="Name">What they call themselves: untrusted, one bounded line.</param>
/// <param name="CodeHash">Of the code they were given.</param>
/// <param name="Entry">The inbox entry that began it.</param>
/// <param name="Until">When it is over.</param>
/// <param name="Place">Where they can be told.</param>
internal sealed record PairingRequest(string User, string Name, string CodeHash, long Entry, DateTimeOffset Until, PrivatePlace? Place)
{
    /// <summary>True when the owner turned it down: it is kept so that the person does not ask again at once.</summary>
    public bool IsDenied { get; init; }
}

/// <summary>Somebody who was let in from outside the host and is not told yet.</summary>
/// <param name="User">Who.</param>
/// <param name="Place">Where.</param>
internal sealed record Untold(string User, PrivatePlace Place);

[JsonSerializable(typeof(BotOwner))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(PairingRequest[]))]
[JsonSerializable(typeof(Untold[]))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
internal sealed partial class AccessJson : JsonSerializerContext;
