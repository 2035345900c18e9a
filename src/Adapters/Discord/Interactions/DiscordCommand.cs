namespace Bots.Adapters.Discord.Interactions;

/// <summary>An application command that reaches the conversation as the text <c>/name arguments</c>.</summary>
/// <param name="Name">1 to 32 lower-case characters.</param>
/// <param name="Description">What it does: 1 to 100 characters.</param>
public sealed record DiscordCommand(string Name, string Description)
{
    /// <summary>The name of its one text option, or null for a command without arguments.</summary>
    public string? Argument { get; init; }

    /// <summary>What the option means: 1 to 100 characters.</summary>
    public string ArgumentDescription { get; init; } = "";

    /// <summary>Whether the option must be given.</summary>
    public bool ArgumentRequired { get; init; }

    /// <summary>Whether the answer is seen by its user alone.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether the argument alone is the message, as in <c>/ask</c>, instead of <c>/name argument</c>.</summary>
    public bool IsPlainText { get; init; }

    /// <summary>Offers up to 25 values for what was typed so far; null for none. Must answer within 3 s.</summary>
    public Func<DiscordAutocomplete, CancellationToken, ValueTask<IReadOnlyList<string>>>? Complete { get; init; }
}

/// <summary>What a user typed into an option so far.</summary>
/// <param name="Message">The command as it would come if it was sent now: who types, with which roles, and in which conversation.</param>
/// <param name="Typed">The text so far.</param>
public sealed record DiscordAutocomplete(InboundMessage Message, string Typed);
