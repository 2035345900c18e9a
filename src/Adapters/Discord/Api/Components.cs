namespace Bots.Adapters.Discord.Api;

/// <summary>A row of components below a message (components, action row): up to five buttons, or one select.</summary>
internal sealed record ComponentRow(IReadOnlyList<Component> Components)
{
    public int Type { get; } = 1;
}

/// <summary>A button or a select of texts.</summary>
/// <param name="Type">Which of them.</param>
/// <param name="CustomId">What comes back when it is pressed: 1 to 100 characters, unique within the message.</param>
internal sealed record Component(int Type, string CustomId)
{
    /// <summary>A button's style; null for a select.</summary>
    public int? Style { get; init; }

    /// <summary>What stands on a button: at most 80 characters.</summary>
    public string? Label { get; init; }

    /// <summary>What a select offers: 1 to 25.</summary>
    public IReadOnlyList<SelectOption>? Options { get; init; }

    /// <summary>What a select says while nothing is chosen: at most 150 characters.</summary>
    public string? Placeholder { get; init; }

    public static Component Button(string customId, string label) => new(2, customId) { Style = 2, Label = label };

    public static Component Select(string customId, string placeholder, IReadOnlyList<SelectOption> options) => new(3, customId) { Placeholder = placeholder, Options = options };
}

/// <summary>One choice of a select; both at most 100 characters.</summary>
internal sealed record SelectOption(string Label, string Value);
