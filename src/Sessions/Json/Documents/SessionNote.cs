using System.Text.Json.Serialization;

namespace Bots.Sessions.Json.Documents;

/// <summary>What only this store knows of a session; kept in the session's <c>metadata</c> under <see cref="Name"/>.</summary>
/// <param name="Version">The session's version when it was last written by this store.</param>
/// <param name="At">The <c>updated_at</c> of that write: another one means that another program wrote since.</param>
/// <param name="Turns">The keys of the last turns.</param>
internal sealed record SessionNote(long Version, string At, IReadOnlyList<string> Turns)
{
    public const string Name = "bots_store";
    private const int TurnsKept = 64;

    /// <summary>The note of a session that this store never wrote.</summary>
    public static SessionNote None { get; } = new(0, "", []);

    /// <summary>The number of the last saved version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LastVersion { get; init; }

    /// <summary>From then on the session is as if deleted; null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True when the session once was another user's, or nobody's: notes of what others took over from it may name that one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasHandedOver { get; init; }

    /// <summary>For a merged session the one it begins like, null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MergedFrom { get; init; }

    /// <summary>For a merged session how many messages it began with as that one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MergedCount { get; init; }

    public SessionNote With(string turn) => this with { Turns = [.. Turns.TakeLast(TurnsKept - 1), turn] };
}
