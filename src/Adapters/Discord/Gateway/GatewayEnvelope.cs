using System.Text.Json;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>The events that are used; everything else is skipped unread.</summary>
internal enum GatewayEventKind
{
    Other,
    Ready,
    Resumed,
    MessageCreate,
    MessageUpdate,
    MessageDelete,
    InteractionCreate,
    GuildCreate,
}

/// <summary>The outside of a gateway payload.</summary>
/// <param name="Op">The opcode; -1 when there is none.</param>
/// <param name="Sequence">The number of a dispatch, or null.</param>
/// <param name="Kind">Which event it is.</param>
/// <param name="DataStart">Where the data begins, in bytes; -1 when it was not reached.</param>
internal readonly record struct GatewayEnvelope(int Op, int? Sequence, GatewayEventKind Kind, int DataStart)
{
    private const int Dispatch = 0;

    /// <summary>Reads the envelope. Discord writes <c>t</c>, <c>s</c> and <c>op</c> first, so an event nobody wants costs a few bytes of reading; any other order is read as well.</summary>
    public static GatewayEnvelope Read(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        var envelope = new GatewayEnvelope(-1, null, GatewayEventKind.Other, -1);
        var seen = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("d"u8))
            {
                // The value begins after the colon and any white space.
                var start = (int)reader.BytesConsumed;
                envelope = envelope with { DataStart = start };
                if (seen == 3) return envelope;
                reader.Skip();
                continue;
            }

            envelope = ReadOne(ref reader, envelope, ref seen);
            if (seen == 3 && envelope is { Op: Dispatch, Kind: GatewayEventKind.Other }) return envelope;
        }

        return envelope;
    }

    /// <summary>The id of an event's data; empty when there is none.</summary>
    public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId) return reader.TokenType == JsonTokenType.String ? reader.ValueSpan : [];
            reader.Skip();
        }

        return [];
    }

    private static GatewayEnvelope ReadOne(ref Utf8JsonReader reader, GatewayEnvelope envelope, ref int seen)
    {
        if (reader.ValueTextEquals("op"u8))
        {
            reader.Read();
            seen++;
            return envelope with { Op = NumberOf(ref reader) ?? -1 };
        }

        if (reader.ValueTextEquals("s"u8))
        {
            reader.Read();
            seen++;
            return envelope with { Sequence = NumberOf(ref reader) };
        }

        if (!reader.ValueTextEquals("t"u8))
        {
            reader.Skip();
            return envelope;
        }

        reader.Read();
        seen++;
        envelope = envelope with { Kind = KindOf(ref reader) };
        reader.Skip();
        return envelope;
    }

    private static int? NumberOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetInt32(out var number) ? number : null;
        reader.Skip();
        return null;
    }

    private static GatewayEventKind KindOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? GatewayEventKind.Other
        : reader.ValueTextEquals("MESSAGE_CREATE"u8) ? GatewayEventKind.MessageCreate
        : reader.ValueTextEquals("MESSAGE_UPDATE"u8) ? GatewayEventKind.MessageUpdate
        : reader.ValueTextEquals("MESSAGE_DELETE"u8) || reader.ValueTextEquals("MESSAGE_DELETE_BULK"u8) ? GatewayEventKind.MessageDelete
        : reader.ValueTextEquals("INTERACTION_CREATE"u8) ? GatewayEventKind.InteractionCreate
        : reader.ValueTextEquals("GUILD_CREATE"u8) ? GatewayEventKind.GuildCreate
        : reader.ValueTextEquals("READY"u8) ? GatewayEventKind.Ready
        : reader.ValueTextEquals("RESUMED"u8) ? GatewayEventKind.Resumed
        : GatewayEventKind.Other;
}
