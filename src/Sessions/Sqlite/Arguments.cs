using System.Text;

namespace Bots.Sessions.Sqlite;

/// <summary>What callers may pass; mistakes are found before anything is queued.</summary>
internal static class Arguments
{
    private const int MaxIdBytes = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void CheckSessionId(string sessionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        try
        {
            if (Strict.GetByteCount(sessionId) <= MaxIdBytes) return;
        }
        catch (EncoderFallbackException surrogate)
        {
            throw new ArgumentException("A session id must not hold a lone surrogate.", nameof(sessionId), surrogate);
        }

        throw new ArgumentException($"A session id must not be longer than {MaxIdBytes} bytes of UTF-8.", nameof(sessionId));
    }

    public static void CheckMessage(SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentException.ThrowIfNullOrEmpty(message.Role, "role");
        ArgumentNullException.ThrowIfNull(message.Content, "content");
    }

    public static void CheckTurn(TurnWrite turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        CheckSessionId(turn.SessionId);
        foreach (var message in turn.Messages) CheckMessage(message);
        ArgumentOutOfRangeException.ThrowIfNegative(turn.KeepMessages ?? 0, nameof(turn.KeepMessages));
        if (turn.Sends.Count > 0 && string.IsNullOrEmpty(turn.Owner))
            throw new ArgumentException("A turn that sends replies needs the Owner who delivers them.", nameof(turn));
    }
}
