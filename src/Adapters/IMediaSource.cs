namespace Bots.Adapters;

/// <summary>An adapter that can fetch the files users sent.</summary>
public interface IMediaSource
{
    /// <summary>The content of an attachment of this account; null when it is too large, gone, or cannot be had now (logged).</summary>
    /// <remarks>Only the platform's own servers are asked, for what the platform itself says is the file; never an address that a user wrote.</remarks>
    /// <exception cref="NotSupportedException">The account is not set up to have it: sending it again does not help.</exception>
    /// <param name="attachment">The attachment.</param>
    /// <param name="maxBytes">The most that is read, whatever the platform claims.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<byte[]?> FetchAsync(Attachment attachment, int maxBytes, CancellationToken cancellationToken);
}
