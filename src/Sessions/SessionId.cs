using System.Text;

namespace Bots.Sessions;

/// <summary>The rule that every store applies to session ids.</summary>
public static class SessionId
{
    /// <summary>The longest id, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the id when it is one; see the remarks of <see cref="ISessionStore"/>.</summary>
    /// <exception cref="ArgumentException">The id is missing, empty, longer than <see cref="MaxBytes"/>, or holds a lone surrogate.</exception>
    public static string Check(string sessionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        if (ByteCount(sessionId) is var bytes && bytes > MaxBytes)
            throw new ArgumentException($"A session id has at most {MaxBytes} bytes of UTF-8; this one has {bytes}.", nameof(sessionId));
        return sessionId;
    }

    private static int ByteCount(string sessionId)
    {
        try
        {
            return Strict.GetByteCount(sessionId);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"The session id holds half a character (a lone surrogate) at {error.Index}.", nameof(sessionId), error);
        }
    }
}
