namespace Bots.Adapters.Discord.Api;

/// <summary>Who may be pinged; nobody, in whatever a model wrote.</summary>
internal sealed record AllowedMentions
{
    public static AllowedMentions Nobody { get; } = new();

    public IReadOnlyList<string> Parse { get; init; } = [];
}

/// <summary>The flags of messages that are used (resources/message, message flags).</summary>
internal static class MessageFlags
{
    public const int SuppressEmbeds = 1 << 2;
    public const int Ephemeral = 1 << 6;
    public const int IsVoice = 1 << 13;
    public const int HasThread = 1 << 5;
}

/// <summary>A message to create. The nonce makes a repeated create return the message that is already there.</summary>
internal sealed record MessageCreate(string? Content, string Nonce)
{
    public bool EnforceNonce { get; } = true;

    public AllowedMentions AllowedMentions { get; } = AllowedMentions.Nobody;

    public MessageReference? MessageReference { get; init; }

    public int? Flags { get; init; }

    public IReadOnlyList<AttachmentUpload>? Attachments { get; init; }

    public IReadOnlyList<ComponentRow>? Components { get; init; }
}

internal sealed record MessageReference(string MessageId)
{
    /// <summary>A question that was deleted meanwhile is answered all the same.</summary>
    public bool FailIfNotExists { get; }
}

/// <summary>A thread to open from a message; it is put away after so many minutes without a message, and comes back with the next.</summary>
internal sealed record ThreadStart(string Name)
{
    public int AutoArchiveDuration { get; } = 1440;
}

internal sealed record AttachmentUpload(string Id, string Filename);

/// <summary>A message's new text.</summary>
internal sealed record MessageEdit(string? Content)
{
    public int? Flags { get; init; }

    public AllowedMentions AllowedMentions { get; } = AllowedMentions.Nobody;

    public IReadOnlyList<AttachmentUpload>? Attachments { get; init; }

    /// <summary>The components from now on; null leaves them as they are.</summary>
    public IReadOnlyList<ComponentRow>? Components { get; init; }
}

/// <summary>A further message of an interaction.</summary>
internal sealed record FollowUp(string? Content)
{
    public int? Flags { get; init; }

    public AllowedMentions AllowedMentions { get; } = AllowedMentions.Nobody;

    public IReadOnlyList<AttachmentUpload>? Attachments { get; init; }

    public IReadOnlyList<ComponentRow>? Components { get; init; }
}

/// <summary>The first response to an interaction.</summary>
internal sealed record InteractionResponse(int Type)
{
    public InteractionResponseData? Data { get; init; }

    /// <summary>"The answer is on its way", for everyone or for the user alone.</summary>
    public static InteractionResponse Deferred(bool isPrivate) => new(5) { Data = isPrivate ? new() { Flags = MessageFlags.Ephemeral } : null };

    public static InteractionResponse Offering(IReadOnlyList<string> values) =>
        new(8) { Data = new() { Choices = [.. values.Take(25).Select(static value => new CommandChoice(Cut(value), Cut(value)))] } };

    /// <summary>The press arrived; the message with the button stays as it is for now.</summary>
    public static InteractionResponse DeferredUpdate { get; } = new(6);

    /// <summary>A sentence for the one who pressed, in place of what they asked for.</summary>
    public static InteractionResponse Refused(string sentence) => new(4) { Data = new() { Content = sentence, Flags = MessageFlags.Ephemeral } };

    private static string Cut(string value) => value.Length <= 100 ? value : value[..100];
}

internal sealed record InteractionResponseData
{
    public string? Content { get; init; }

    public int? Flags { get; init; }

    public IReadOnlyList<CommandChoice>? Choices { get; init; }
}

internal sealed record CommandChoice(string Name, string Value);

/// <summary>An application command as it is registered.</summary>
internal sealed record CommandDefinition(string Name, string Description)
{
    /// <summary>Null until it is registered.</summary>
    public string? Id { get; init; }

    public int? Type { get; init; } = 1;

    public IReadOnlyList<CommandOption>? Options { get; init; }

    /// <summary>Who may install it: 0 a guild, 1 a user; null for what the application allows. Global commands only.</summary>
    public IReadOnlyList<int>? IntegrationTypes { get; init; }

    /// <summary>Where it can be used: 0 guilds, 1 direct messages with the bot, 2 conversations of others; null for everywhere. Global commands only.</summary>
    public IReadOnlyList<int>? Contexts { get; init; }
}

internal sealed record CommandOption(string Name, string Description)
{
    public int Type { get; init; } = 3;

    public bool? Required { get; init; }

    public bool? Autocomplete { get; init; }
}
