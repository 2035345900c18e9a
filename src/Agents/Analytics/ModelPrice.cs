namespace Bots.Agents.Analytics;

/// <summary>What a model costs, in any one currency, per million tokens.</summary>
public sealed record ModelPrice
{
    /// <summary>Input that was not read from the provider's cache.</summary>
    public decimal Input { get; init; }

    /// <summary>Output.</summary>
    public decimal Output { get; init; }

    /// <summary>Input read from the provider's cache; null for the price of other input.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>The price of so many tokens.</summary>
    /// <param name="input">Input tokens, cached ones included.</param>
    /// <param name="output">Output tokens.</param>
    /// <param name="cached">How many of the input tokens were cached.</param>
    public decimal Of(long input, long output, long cached) => ((Math.Max(0, input - cached) * Input) + (cached * (CachedInput ?? Input)) + (output * Output)) / 1_000_000;
}
