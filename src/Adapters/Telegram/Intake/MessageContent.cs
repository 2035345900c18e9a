using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>What a message says in words.</summary>
/// <param name="Text">The text or the caption.</param>
/// <param name="Entities">The entities of that text.</param>
internal sealed record MessageContent(string Text, IReadOnlyList<MessageEntity> Entities)
{
    /// <summary>The content, or null for a message without any words.</summary>
    public static MessageContent? Of(Message message)
    {
        if (!string.IsNullOrWhiteSpace(message.Text)) return new(message.Text, message.Entities ?? []);
        if (!string.IsNullOrWhiteSpace(message.Caption)) return new(message.Caption, message.CaptionEntities ?? []);
        return null;
    }

    /// <summary>The part of the text an entity covers; empty when it lies outside.</summary>
    public ReadOnlySpan<char> Covered(MessageEntity entity) =>
        entity.Offset >= 0 && entity.Length > 0 && entity.Offset <= Text.Length - entity.Length ? Text.AsSpan(entity.Offset, entity.Length) : [];
}
