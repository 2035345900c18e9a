using System.Text.Json.Serialization;

namespace Bots.Adapters.Discord.Api;

/// <summary>The wire format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageCreate))]
[JsonSerializable(typeof(MessageEdit))]
[JsonSerializable(typeof(FollowUp))]
[JsonSerializable(typeof(InteractionResponse))]
[JsonSerializable(typeof(CommandDefinition))]
[JsonSerializable(typeof(IReadOnlyList<CommandDefinition>))]
[JsonSerializable(typeof(ThreadStart))]
[JsonSerializable(typeof(DeletedMessages))]
[JsonSerializable(typeof(DiscordMessage))]
[JsonSerializable(typeof(System.Text.Json.JsonElement[]))]
[JsonSerializable(typeof(DiscordChannel))]
[JsonSerializable(typeof(DiscordMember))]
[JsonSerializable(typeof(DiscordInteraction))]
[JsonSerializable(typeof(DiscordUser))]
[JsonSerializable(typeof(ReadyEvent))]
[JsonSerializable(typeof(GuildActivity))]
[JsonSerializable(typeof(HelloEvent))]
[JsonSerializable(typeof(GatewayBot))]
[JsonSerializable(typeof(DiscordError))]
internal sealed partial class DiscordJson : JsonSerializerContext;
