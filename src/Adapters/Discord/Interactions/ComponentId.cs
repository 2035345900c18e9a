using System.Globalization;

namespace Bots.Adapters.Discord.Interactions;

/// <summary>What the <c>custom_id</c> of a component says. It comes back from the user's program: what it says is checked like typed text.</summary>
/// <param name="UserId">The platform's id of the one who may press it; null for everyone.</param>
/// <param name="Data">What pressing says; empty for a select, whose chosen value says it.</param>
internal sealed record ComponentId(string? UserId, string Data)
{
    private const string Prefix = "b";
    private const string Everyone = "*";

    /// <summary>The id of the component at a place of its message: 64 bytes of data make at most 90 characters.</summary>
    public string At(int place) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{place}:{UserId ?? Everyone}:{Data}");

    /// <summary>Null for the component of another program.</summary>
    public static ComponentId? Parse(string? customId)
    {
        if (customId?.Split(':', 3) is not [var place, { Length: > 0 } user, var data] || !place.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return int.TryParse(place.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? new(user == Everyone ? null : user, data) : null;
    }
}
