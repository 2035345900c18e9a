using System.Globalization;
using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>What a message says in words.</summary>
/// <param name="Text">The text, the caption, or an honest description of something that is neither words nor a file.</param>
/// <param name="Entities">The entities of that text.</param>
internal sealed record MessageContent(string Text, IReadOnlyList<MessageEntity> Entities)
{
    /// <summary>No words.</summary>
    public static MessageContent Empty { get; } = new("", []);

    /// <summary>The content, or null for a message without any words.</summary>
    public static MessageContent? Of(Message message)
    {
        if (!string.IsNullOrWhiteSpace(message.Text)) return new(message.Text, message.Entities ?? []);
        if (!string.IsNullOrWhiteSpace(message.Caption)) return new(message.Caption, message.CaptionEntities ?? []);
        return Described(message) is { } description ? new($"[The user sent {description}.]", []) : null;
    }

    /// <summary>What there is to say of a message of a kind that is newer than this program; null when there is nothing new in it.</summary>
    public static MessageContent? OfUnknown(Message message) => message.Unknown is { } field
        ? new(OthersText.Neutral(field) is { Length: > 0 } name ? $"[The user sent something this bot cannot read: {OthersText.Label(name)}.]" : "[The user sent something this bot cannot read.]", []) : null;

    /// <summary>The part of the text an entity covers; empty when it lies outside.</summary>
    public ReadOnlySpan<char> Covered(MessageEntity entity) =>
        entity.Offset >= 0 && entity.Length > 0 && entity.Offset <= Text.Length - entity.Length ? Text.AsSpan(entity.Offset, entity.Length) : [];

    private static string? Described(Message message) => message.Content switch
    {
        null => null,
        "sticker" => $"a sticker{With(message.File?.Emoji)}",
        "poll" => $"a poll: “{Line(message.Detail?.Title)}” with the options {Lines(message.Detail)}",
        "location" => $"a place{At(message.Detail)}",
        "venue" => $"a place: {Line(message.Detail?.Title)}, {Lines(message.Detail)}{At(message.Detail)}",
        "contact" => $"a contact: {Line(message.Detail?.Title)}, {Lines(message.Detail)}",
        "dice" => $"a throw of {message.Detail?.Emoji ?? "dice"}, which came to {message.Detail?.Value?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number"}",
        "game" => $"a game: {Line(message.Detail?.Title)}",
        "story" => "a story, which bots cannot see",
        "paid_media" => "paid media, which bots cannot see",
        "rich_message" => "a message with a layout that cannot be read here",
        var content when message.File is null => $"something that cannot be opened here ({content.Replace('_', ' ')})",
        _ => null,
    };

    private static string With(string? emoji) => string.IsNullOrEmpty(emoji) ? "" : $" that stands for {emoji}";

    private static string Lines(MessageDetail? detail) => string.Join(", ", (detail?.Lines ?? []).Select(Line));

    private static string Line(string? text) => string.IsNullOrWhiteSpace(text) ? "(without words)" : OthersText.Neutral(text, 200);

    private static string At(MessageDetail? detail) => detail is { Latitude: { } latitude, Longitude: { } longitude }
        ? string.Create(CultureInfo.InvariantCulture, $" at latitude {latitude:0.#####}, longitude {longitude:0.#####}") : "";
}
