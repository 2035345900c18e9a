namespace Bots.Adapters;

/// <summary>Shows an answer while it grows: typing, then a preview within the platform's limits. Cosmetic: the final text comes by the outbox.</summary>
/// <remarks>One caller at a time. Disposing without <see cref="CompleteAsync"/> stops typing and leaves the preview to the next attempt.</remarks>
public interface IReplyStream : IAsyncDisposable
{
    /// <summary>Adds text; returns at once, never waits for the platform.</summary>
    void Append(string text);

    /// <summary>Stops typing and previews, waits until no request of this stream is under way, and returns the preview's id (null when none was shown).</summary>
    ValueTask<string?> CompleteAsync(CancellationToken cancellationToken);
}
