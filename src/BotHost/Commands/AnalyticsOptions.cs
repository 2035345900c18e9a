using System.ComponentModel.DataAnnotations;
using Bots.Agents.Analytics;

namespace Bots.BotHost.Commands;

/// <summary>What <c>/usage</c> and <c>analytics</c> need to tell a cost.</summary>
internal sealed class AnalyticsOptions : IValidatableObject
{
    /// <summary>The currency of the prices, only shown.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>The prices, one entry per model.</summary>
    public List<PricedModel> Prices { get; set; } = [];

    /// <summary>The prices by model.</summary>
    public IReadOnlyDictionary<string, ModelPrice> ByModel() =>
        Prices.ToDictionary(static price => price.Model, static price => new ModelPrice { Input = price.Input, Output = price.Output, CachedInput = price.CachedInput }, StringComparer.Ordinal);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var index = 0; index < Prices.Count; index++)
        {
            var price = Prices[index];
            if (price.Model.Length == 0) yield return new($"Analytics:Prices:{index}:Model is empty; name the model.", [nameof(Prices)]);
            if (price.Input < 0 || price.Output < 0 || price.CachedInput < 0) yield return new($"Analytics:Prices:{index} is negative; a price is per million tokens.", [nameof(Prices)]);
            if (Prices.Take(index).Any(other => other.Model == price.Model)) yield return new($"Analytics:Prices:{index}:Model is \"{price.Model}\" a second time; remove one.", [nameof(Prices)]);
        }
    }

    /// <summary>A model's prices per million tokens.</summary>
    internal sealed class PricedModel
    {
        /// <summary>The model, as its provider calls it.</summary>
        public string Model { get; set; } = "";

        /// <summary>Input.</summary>
        public decimal Input { get; set; }

        /// <summary>Output.</summary>
        public decimal Output { get; set; }

        /// <summary>Input from the provider's cache; as other input when not set.</summary>
        public decimal? CachedInput { get; set; }
    }
}
