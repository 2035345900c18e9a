using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json;

/// <summary>The JSON store under the name by which users of its file format know it: sessions below sessions, forks, snapshots and reverts.</summary>
/// <param name="options">Where and how; null for <c>~/.praisonai/sessions</c>, which the format's programs share.</param>
/// <param name="time">The clock for timestamps and leases; null for the system's.</param>
/// <param name="logger">Told of damaged files and busy sessions; null for nobody.</param>
public sealed class HierarchicalSessionStore(JsonSessionOptions? options = null, TimeProvider? time = null, ILogger<JsonSessionStore>? logger = null)
    : JsonSessionStore(options ?? new() { Directory = "praison" }, time, logger)
{
    /// <summary>Its trees.</summary>
    public ISessionBranching Branching => this.Require<ISessionBranching>();

    /// <summary>Its snapshots.</summary>
    public ISessionCheckpoints Checkpoints => this.Require<ISessionCheckpoints>();
}
