using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Reads the events of one shard, as far as the intake has to deal with them.</summary>
internal sealed partial class GatewayEvents(DiscordContext context, ShardSession session)
{
    private readonly ILogger _logger = context.Logger;
    private GuildChatter? _chatter;

    /// <summary>What is to be done about a dispatch; null for nothing.</summary>
    /// <exception cref="JsonException">READY cannot be read.</exception>
    public IntakeItem? Read(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload, int sequence)
    {
        if (envelope.Kind is GatewayEventKind.MessageCreate or GatewayEventKind.MessageUpdate && Chatter(session.Self!).Is(payload.Span)) return null;
        try
        {
            return envelope.Kind switch
            {
                GatewayEventKind.MessageCreate when Data(envelope, payload, DiscordJson.Default.DiscordMessage) is var message
                    && DiscordMapping.MayBeForUs(message, session.Self!, context.Options) => new IntakeItem.Message(message),
                GatewayEventKind.MessageUpdate when Data(envelope, payload, DiscordJson.Default.DiscordMessage) is { EditedTimestamp: not null } message
                    && DiscordMapping.MayBeForUs(message, session.Self!, context.Options) => new IntakeItem.Edited(message),
                GatewayEventKind.MessageDelete => new IntakeItem.Deleted(Data(envelope, payload, DiscordJson.Default.DeletedMessages)),
                GatewayEventKind.InteractionCreate => new IntakeItem.Interaction(Data(envelope, payload, DiscordJson.Default.DiscordInteraction)),
                GatewayEventKind.Ready => new IntakeItem.SessionStarted(session.PointOf(Data(envelope, payload, DiscordJson.Default.ReadyEvent), sequence)),
                GatewayEventKind.GuildCreate when session.WasLost => new IntakeItem.Guild(Data(envelope, payload, DiscordJson.Default.GuildActivity)),
                _ => null,
            };
        }
        catch (JsonException exception) when (envelope.Kind != GatewayEventKind.Ready)
        {
            // Replaying it would not make it readable.
            LogUnreadable(context.Bot, envelope.Kind, exception.Message);
            return null;
        }
    }

    /// <summary>The data of a payload.</summary>
    /// <exception cref="JsonException">It has none, or is not of the type.</exception>
    public static T Data<T>(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type)
    {
        if (envelope.DataStart < 0) throw new JsonException("A gateway payload has no data.");
        var reader = new Utf8JsonReader(payload.Span[envelope.DataStart..]);
        return JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("The data of a gateway payload is null.");
    }

    private GuildChatter Chatter(DiscordSelf self) =>
        _chatter is { } known && known.Self == self ? known : _chatter = new(self, context.Options.RequireMention, context.Options.MessageContentIntent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: a {Kind} event could not be read: {Problem}")]
    private partial void LogUnreadable(string bot, GatewayEventKind kind, string problem);
}
