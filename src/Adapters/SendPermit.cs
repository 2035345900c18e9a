namespace Bots.Adapters;

/// <summary>Says whether what is under way may still reach its platform: a host that hung longer than its lease must not go on with what another
/// host has done meanwhile.</summary>
/// <remarks>It belongs to one delivery or one stream, with everything that these start. An adapter that waits on its own (for a limit, for a retry)
/// asks again directly before each request that shows or changes something. Thread-safe.</remarks>
public static class SendPermit
{
    private static readonly AsyncLocal<Func<bool>?> Condition = new();

    /// <summary>What an adapter says when it holds a request back.</summary>
    public const string Refusal = "Held back until this host has made sure that no other host does its work.";

    /// <summary>How long to wait before asking again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>True when a request may be made now.</summary>
    public static bool IsGiven => Condition.Value is not { } condition || condition();

    /// <summary>Starts something that may reach its platform only while the condition holds.</summary>
    public static T Under<T>(Func<bool> condition, Func<T> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var before = Condition.Value;
        Condition.Value = condition;
        try
        {
            return start();
        }
        finally
        {
            Condition.Value = before;
        }
    }
}
