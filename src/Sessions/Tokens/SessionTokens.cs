using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Tokens;

/// <summary>Issues and checks tokens that open one session for a limited time.</summary>
/// <remarks>
/// <para>A token is <c>v1.{key id}.{payload}.{mac}</c>: the payload names the session, its user if it has one, when it was issued and when it expires; the mac is
/// HMAC-SHA256 over everything before it. It is signed, not encrypted: whoever holds it can read the session's id.</para>
/// <para>Keys rotate: sign with a new one, and keep the old one until its tokens have expired. Thread-safe.</para>
/// </remarks>
public sealed class SessionTokens
{
    /// <summary>The least length of a key, in bytes.</summary>
    public const int MinKeyBytes = 32;

    private const string Version = "v1";
    // Longer than any token that is issued: both ids may be of 512 characters that JSON spells with six.
    private const int MaxTokenLength = 12_288;
    private const int MaxKeyIdLength = 64;

    // Clocks of two machines differ a little.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, byte[]> _keys;
    private readonly string _signingKey;
    private readonly RevokedTokens _revoked;
    private readonly TimeProvider _time;

    /// <param name="keys">The keys by id; all of them are accepted.</param>
    /// <param name="signingKey">The id of the key that signs new tokens.</param>
    /// <param name="state">Remembers what was revoked; null where nothing is ever revoked.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">A key is too short, an id is not of 1 to 64 letters, digits, <c>-</c> and <c>_</c>, or the signing key is unknown.</exception>
    public SessionTokens(IReadOnlyDictionary<string, byte[]> keys, string signingKey, ISessionState? state = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!keys.ContainsKey(signingKey)) throw new ArgumentException($"There is no key '{signingKey}' to sign with.", nameof(signingKey));
        foreach (var (id, key) in keys)
        {
            if (id.Length is 0 or > MaxKeyIdLength || !id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
                throw new ArgumentException($"A key id has 1 to {MaxKeyIdLength} letters, digits, '-' and '_'; '{id}' does not.", nameof(keys));
            if (key.Length < MinKeyBytes) throw new ArgumentException($"The key '{id}' has {key.Length} bytes; at least {MinKeyBytes} are needed.", nameof(keys));
        }

        _keys = keys.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal);
        (_signingKey, _time) = (signingKey, time ?? TimeProvider.System);
        _revoked = new(state);
    }

    /// <summary>A token for this session.</summary>
    /// <param name="sessionId">The session; it need not exist yet.</param>
    /// <param name="lifetime">How long it opens the session; positive. There is no token without an end.</param>
    /// <param name="userId">Whom its holder speaks for, in at most <see cref="SessionId.MaxBytes"/> bytes of UTF-8; null for nobody in particular.</param>
    /// <exception cref="ArgumentException">The session's or the user's id is none, or the lifetime is not positive.</exception>
    public string Issue(string sessionId, TimeSpan lifetime, string? userId = null)
    {
        SessionId.Check(sessionId);
        if (userId is not null) CheckUser(userId);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var now = _time.GetUtcNow();
        var content = new TokenContent(sessionId, now.ToUnixTimeMilliseconds(), (now + lifetime).ToUnixTimeMilliseconds(), RandomNumberGenerator.GetHexString(16, lowercase: true)) { UserId = userId };
        var signed = $"{Version}.{_signingKey}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content, TokenJson.Default.TokenContent))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_keys[_signingKey], Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>The session a token opens, or why it opens none.</summary>
    public async ValueTask<SessionTokenCheck> CheckAsync(string? token, CancellationToken cancellationToken = default)
    {
        var (content, failure) = Read(token);
        if (content is null) return new(null, failure);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (content.ExpiresAt <= now) return new(null, SessionTokenFailure.Expired);
        if (await _revoked.ContainsAsync(content, cancellationToken)) return new(null, SessionTokenFailure.Revoked);
        if (content.IssuedAt > now + (long)Skew.TotalMilliseconds) return new(null, SessionTokenFailure.NotYetValid);
        return new(content.SessionId, SessionTokenFailure.None) { UserId = content.UserId };
    }

    /// <summary>The session that a rightly signed token names, whether or not it opens it (still); null for any other token.</summary>
    internal string? SessionOf(string? token) => Read(token).Content?.SessionId;

    /// <summary>Makes one token useless at once; false when it opens nothing anyway: it is none of these keys, has expired, or was revoked before.</summary>
    /// <exception cref="NotSupportedException">There is no state to remember it in.</exception>
    public async ValueTask<bool> RevokeAsync(string token, CancellationToken cancellationToken = default)
    {
        var (content, _) = Read(token);
        if (content is null || content.ExpiresAt <= _time.GetUtcNow().ToUnixTimeMilliseconds() || await _revoked.ContainsAsync(content, cancellationToken)) return false;
        await _revoked.AddAsync(content, _time.GetUtcNow(), cancellationToken);
        return true;
    }

    /// <summary>Makes every token of a session that was issued until now useless at once.</summary>
    /// <exception cref="NotSupportedException">There is no state to remember it in.</exception>
    public ValueTask RevokeAllAsync(string sessionId, CancellationToken cancellationToken = default) =>
        _revoked.AddAllAsync(SessionId.Check(sessionId), _time.GetUtcNow(), cancellationToken);

    private static void CheckUser(string userId)
    {
        if (MessageText.WellFormed(userId) != userId) throw new ArgumentException("The user id holds half a character (a lone surrogate).", nameof(userId));
        if (Encoding.UTF8.GetByteCount(userId) is var bytes && bytes > SessionId.MaxBytes)
            throw new ArgumentException($"A user id has at most {SessionId.MaxBytes} bytes of UTF-8; this one has {bytes}.", nameof(userId));
    }

    private (TokenContent? Content, SessionTokenFailure Failure) Read(string? token)
    {
        if (token is null || token.Length > MaxTokenLength || token.Split('.') is not [Version, var keyId, var payload, var mac])
            return (null, SessionTokenFailure.Malformed);
        if (!_keys.TryGetValue(keyId, out var key)) return (null, SessionTokenFailure.UnknownKey);
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Version}.{keyId}.{payload}"));
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(mac))) return (null, SessionTokenFailure.WrongSignature);
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), TokenJson.Default.TokenContent) is { SessionId: not null, Id: not null } content
                ? (content, SessionTokenFailure.None)
                : (null, SessionTokenFailure.Malformed);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return (null, SessionTokenFailure.Malformed);
        }
    }
}

/// <summary>What a token opens.</summary>
/// <param name="SessionId">The session; null when it opens none.</param>
/// <param name="Failure">Why it opens none.</param>
public readonly record struct SessionTokenCheck(string? SessionId, SessionTokenFailure Failure)
{
    /// <summary>Whom the holder speaks for; null for nobody in particular.</summary>
    public string? UserId { get; init; }
}

/// <summary>Why a token opens no session.</summary>
public enum SessionTokenFailure
{
    /// <summary>It opens one.</summary>
    None,

    /// <summary>It is no token.</summary>
    Malformed,

    /// <summary>The key that signed it is not known (any more).</summary>
    UnknownKey,

    /// <summary>It was changed, or signed by somebody else.</summary>
    WrongSignature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was issued in the future: the clocks of two machines disagree.</summary>
    NotYetValid,

    /// <summary>It was revoked.</summary>
    Revoked,
}
