using Bots.Sessions;

namespace Bots.Adapters;

/// <summary>Hands what arrived to the host, again and again while its store is down: meanwhile nothing else is taken from the platform, and nothing acknowledged.</summary>
internal static class PatientIntake
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns once everything is stored.</summary>
    /// <param name="accept">Hands it over; called again after a failure of the store.</param>
    /// <param name="paused">Called before each further attempt.</param>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="cancellationToken">Gives up; the platform sends it again.</param>
    public static async Task RunAsync(Func<Task> accept, Action paused, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await accept();
                return;
            }
            catch (SessionStoreException)
            {
                // The host has said so already, once.
                paused();
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
