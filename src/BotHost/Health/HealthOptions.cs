using System.ComponentModel.DataAnnotations;

namespace Bots.BotHost.Health;

/// <summary>When the host calls itself unhealthy (section <c>Health</c>).</summary>
internal sealed class HealthOptions
{
    /// <summary>A message that waits longer for its answer makes the host unhealthy. Default: 10 minutes, twice the longest turn.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ErrorMessage = "Health:OldestUnanswered must be between 1 second and 30 days, written as 00:10:00.")]
    public TimeSpan OldestUnanswered { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A bot that has not received for longer makes the host unhealthy. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Health:DownAfter must be between 1 second and 1 day, written as 00:05:00.")]
    public TimeSpan DownAfter { get; set; } = TimeSpan.FromMinutes(5);
}
