using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>Reads the events of one shard, as far as the intake has to deal with them.</summary>
internal sealed partial class GatewayEvents(DiscordContext context, ShardSession session, SeenMessages seen)
{
    private const int LongestId = 20;

    private readonly ILogger _logger = context.Logger;
    private GuildChatter? _chatter;

    /// <summary>What is to be done about a dispatch; null for nothing.</summary>
    /// <exception cref="JsonException">READY cannot be read.</exception>
    public IntakeItem? Read(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload, int sequence)
    {
        if (envelope.Kind is GatewayEventKind.Other or GatewayEventKind.Resumed) return null;
        try
        {
            if (envelope.Kind != GatewayEventKind.Ready && session.Self is null) throw new JsonException("It came before READY.");
            if (envelope.Kind is GatewayEventKind.MessageCreate or GatewayEventKind.MessageUpdate && Chatter(session.Self!).Is(payload.Span) && !IsKnown(envelope, payload.Span)) return null;
            return envelope.Kind switch
            {
                GatewayEventKind.MessageCreate when Message(envelope, payload) is var message
                    && DiscordMapping.MayBeForUs(message, session.Self!, context.Options) => Expected(message),
                GatewayEventKind.MessageUpdate when Message(envelope, payload) is { EditedTimestamp: not null } message
                    && (DiscordMapping.MayBeForUs(message, session.Self!, context.Options) || seen.Knows(message.Id)) => new IntakeItem.Edited(message),
                GatewayEventKind.MessageDelete => new IntakeItem.Deleted(Data(envelope, payload, DiscordJson.Default.DeletedMessages)),
                GatewayEventKind.InteractionCreate => new IntakeItem.Interaction(Data(envelope, payload, DiscordJson.Default.DiscordInteraction), session.Self!),
                GatewayEventKind.Ready => new IntakeItem.SessionStarted(session.PointOf(Data(envelope, payload, DiscordJson.Default.ReadyEvent), sequence)),
                GatewayEventKind.GuildCreate when Guild(envelope, payload) is var guild && session.WasLost => new IntakeItem.Guild(guild),
                _ => null,
            };
        }
#pragma warning disable CA1031 // One event that is not as documented must never stop the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (envelope.Kind == GatewayEventKind.Ready) throw exception as JsonException ?? new JsonException("READY lacks something.", exception);
            // Replaying it would not make it readable.
            LogUnreadable(context.Bot, envelope.Kind, IdOf(envelope, payload), exception.GetType().Name, (exception as JsonException)?.Path);
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

    // What was said to the bot and is changed may not mention it any more.
    private bool IsKnown(GatewayEnvelope envelope, ReadOnlySpan<byte> payload)
    {
        if (envelope.Kind != GatewayEventKind.MessageUpdate || envelope.DataStart < 0) return false;
        var id = GatewayEnvelope.IdOf(payload[envelope.DataStart..]);
        Span<char> text = stackalloc char[LongestId];
        return id.Length is > 0 and <= LongestId && seen.Knows(text[..System.Text.Encoding.ASCII.GetChars(id, text)]);
    }

    private IntakeItem.Message Expected(DiscordMessage message)
    {
        seen.Expect(message.Id);
        return new(message);
    }

    private DiscordMessage Message(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload) =>
        Data(envelope, payload, DiscordJson.Default.DiscordMessage) is var message && DiscordMapping.HasIds(message)
            ? context.OwnRoles.Recognise(message, session.Self!) : throw new JsonException("An id of the message is none.");

    private GuildActivity Guild(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload)
    {
        var guild = Data(envelope, payload, DiscordJson.Default.GuildActivity);
        context.OwnRoles.Learn(guild, session.Self!);
        return guild;
    }

    // For the log alone: what an event says does not belong there.
    private static string IdOf(GatewayEnvelope envelope, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload.Span[Math.Max(0, envelope.DataStart)..]);
            using var data = JsonDocument.ParseValue(ref reader);
            return data.RootElement.TryGetProperty("id", out var id) && id.GetString() is { Length: <= 20 } text && text.All(char.IsAsciiDigit) ? text : "without id";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "without id";
        }
    }

    private GuildChatter Chatter(DiscordSelf self) =>
        _chatter is { } known && known.Self == self ? known : _chatter = new(self, context.Options.RequireMention, context.Options.MessageContentIntent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the event {Kind} {Id} could not be read and is skipped ({Problem} {Path})")]
    private partial void LogUnreadable(string bot, GatewayEventKind kind, string id, string problem, string? path);
}
