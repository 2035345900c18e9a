namespace Bots.BotHost.Turns;

/// <summary>The name under which this start of the host claims entries; never used twice.</summary>
internal sealed class HostIdentity
{
    public string Owner { get; } = $"{Environment.MachineName}-{Guid.NewGuid():N}";
}
