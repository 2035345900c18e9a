using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>Measures one turn - time to the first text, time in all, tokens - and notes it on the answer. From there analytics are read.</summary>
/// <param name="time">The clock.</param>
public sealed class TurnMeter(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, ModelTokens> _models = new(StringComparer.Ordinal);
    private TimeSpan? _first;
    private TimeSpan _held;
    private long _heldSince;

    /// <summary>Notes what the agent does. Not thread-safe: one call after another.</summary>
    public void Note(AgentUpdate update)
    {
        if (update is AgentUpdate.Text { Value.Length: > 0 }) _first ??= Elapsed();
        if (update is not AgentUpdate.Usage used) return;
        var before = _models.GetValueOrDefault(used.Model) ?? new(used.Model, 0, 0, 0);
        _models[used.Model] = new(used.Model, before.Input + used.InputTokens, before.Output + used.OutputTokens, before.Cached + used.CachedInputTokens);
    }

    /// <summary>The metadata of the answer with what was measured.</summary>
    public MessageMetadata Mark(MessageMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var whole = Elapsed();
        var measured = new Measured((_first ?? whole).TotalMilliseconds, whole.TotalMilliseconds, [.. _models.Values]);
        return metadata.With(MessageMarks.Measured, JsonSerializer.SerializeToElement(measured, MeasuredJson.Default.Measured));
    }

    /// <summary>The reader has a piece: how long that takes is none of the agent's time.</summary>
    internal void Hold() => _heldSince = time.GetTimestamp();

    /// <summary>The reader wants the next piece.</summary>
    internal void Release() => _held += time.GetElapsedTime(_heldSince);

    /// <summary>What was measured of the turn that this answer ends; null when nothing was.</summary>
    internal static Measured? Read(SessionMessage message)
    {
        if (!message.Metadata.Values.TryGetValue(MessageMarks.Measured, out var value)) return null;
        try
        {
            return value.Deserialize(MeasuredJson.Default.Measured) is { Models: not null } measured ? measured : null;
        }
        catch (JsonException)
        {
            // Written by somebody else under the same name.
            return null;
        }
    }

    private TimeSpan Elapsed() => time.GetElapsedTime(_began) - _held;
}

/// <summary>One turn.</summary>
/// <param name="FirstMs">Milliseconds until the first text.</param>
/// <param name="TotalMs">Milliseconds in all.</param>
/// <param name="Models">Tokens by model.</param>
internal sealed record Measured(
    [property: JsonPropertyName("first_ms")] double FirstMs, [property: JsonPropertyName("total_ms")] double TotalMs,
    [property: JsonPropertyName("models")] IReadOnlyList<ModelTokens> Models);

/// <summary>Tokens of one model in one turn.</summary>
internal sealed record ModelTokens(
    [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("in")] long Input,
    [property: JsonPropertyName("out")] long Output, [property: JsonPropertyName("cached")] long Cached);

/// <summary>The measure as JSON.</summary>
[JsonSerializable(typeof(Measured))]
[JsonSerializable(typeof(IReadOnlyList<ModelTokens>))]
internal sealed partial class MeasuredJson : JsonSerializerContext;
