using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.Adapters.Discord.Api;

namespace Bots.Adapters.Discord.Replies;

/// <summary>A rendered message as it lies in the outbox.</summary>
/// <param name="Channel">The channel or thread.</param>
/// <param name="Content">The text; null for a file alone.</param>
internal sealed partial record DiscordPayload(string Channel, string? Content)
{
    /// <summary>The channel that the thread belongs to; null outside of threads.</summary>
    public string? Parent { get; init; }

    /// <summary>The message it replies to, or null.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>What it answers: the id of a message or an interaction.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its place among the messages of one answer.</summary>
    public int Part { get; init; }

    /// <summary>The right to answer an interaction, or null.</summary>
    public string? Token { get; init; }

    public ReplyFile? File { get; init; }

    /// <summary>Buttons and selects below it, or null for none.</summary>
    public IReadOnlyList<ComponentRow>? Components { get; init; }

    /// <summary>True for the answer to the question that its thread was opened from.</summary>
    [JsonIgnore]
    public bool IsBeginning => Parent is not null && Channel == Source;

    /// <summary>The payload of an outbox row, or null when it is none of ours.</summary>
    public static DiscordPayload? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PayloadJson.Default.DiscordPayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The flags of a message that shows it. A preview never unfolds links: where the answer may, that must be said.</summary>
    public static int FlagsOf(DiscordOptions options, int further = 0) => (options.Embeds ? 0 : MessageFlags.SuppressEmbeds) | further;

    /// <summary>The edit that makes a message show it: a preview's stop button, and the buttons of a message that is replaced, go.</summary>
    public MessageEdit ToEdit(DiscordOptions options) => new(Content) { Components = Components ?? [], Flags = FlagsOf(options) };

    public override string ToString() => JsonSerializer.Serialize(this, PayloadJson.Default.DiscordPayload);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(DiscordPayload))]
    private sealed partial class PayloadJson : JsonSerializerContext;
}
