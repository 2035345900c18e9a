namespace Bots.Sessions;

/// <summary>A store that reads the end of a history by size, at a cost that does not grow with the history.</summary>
/// <remarks>Without it <see cref="SessionWindows"/> reads the whole history and gives the same answer.</remarks>
public interface ISessionWindows
{
    /// <summary>The end of the history that fits the request; empty for an unknown session.</summary>
    /// <exception cref="ArgumentException">The request cannot be one, see <see cref="WindowRequest.Check"/>.</exception>
    ValueTask<SessionWindow> GetWindowAsync(string sessionId, WindowRequest request, CancellationToken cancellationToken = default);
}

/// <summary>How much of a history to read. Both limits hold where both are set; with none the whole history is read.</summary>
/// <remarks>A window moves in steps: its first message stays the same while the history grows, until a limit would be passed, and then a whole
/// step is left out at once. So the beginning of a prompt stays byte for byte the same for many turns, which is what provider caches need.
/// The first message depends on the history and the request alone.</remarks>
public sealed record WindowRequest
{
    /// <summary>At most this many messages (pinned ones not counted); null for no limit.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>At most this many estimated tokens (<see cref="TokenEstimate"/>; pinned messages not counted); null for no limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The part of a limit that is left out at once, 0 to below 1: with 0.25 and 40 messages the window holds 30 to 40 of them.
    /// With 0 it moves by every message. Default: 0.25.</summary>
    public double Step { get; init; } = 0.25;

    /// <summary>Throws unless the limits are positive and the step is within its range.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public void Check()
    {
        if (MaxMessages is <= 0) throw new ArgumentException("MaxMessages must be positive, or null for no limit.");
        if (MaxTokens is <= 0) throw new ArgumentException("MaxTokens must be positive, or null for no limit.");
        if (Step is not (>= 0 and < 1)) throw new ArgumentException("Step must be at least 0 and less than 1.");
    }
}

/// <summary>The end of a history.</summary>
/// <param name="Pinned">System messages from before the window, oldest first.</param>
/// <param name="FirstIndex">Where the window begins, an index into the full history; the history's length when the window is empty.</param>
/// <param name="Messages">The messages from there to the end, whole tool groups only.</param>
public sealed record SessionWindow(IReadOnlyList<SessionMessage> Pinned, int FirstIndex, IReadOnlyList<SessionMessage> Messages);
