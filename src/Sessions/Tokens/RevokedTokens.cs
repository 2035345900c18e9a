using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Tokens;

/// <summary>Remembers revoked tokens in the application's state, until they would have expired anyway.</summary>
internal sealed class RevokedTokens(ISessionState? state)
{
    private const string One = "token_revoked:";
    private const string All = "token_not_before:";

    public async ValueTask<bool> ContainsAsync(TokenContent token, CancellationToken cancellationToken)
    {
        if (state is null) return false;
        if (await state.GetStateAsync(StateScope.App, One + token.Id, cancellationToken) is { Value: not null }) return true;
        return await state.GetStateAsync(StateScope.App, All + Name(token.SessionId), cancellationToken) is { Value: { } since } && token.IssuedAt <= since.GetInt64();
    }

    public async ValueTask AddAsync(TokenContent token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await Need().SetStateAsync(StateScope.App, One + token.Id, JsonSerializer.SerializeToElement(token.ExpiresAt), null, cancellationToken);
        await CleanAsync(now, cancellationToken);
    }

    public async ValueTask AddAllAsync(string sessionId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Need().SetStateAsync(StateScope.App, All + Name(sessionId), JsonSerializer.SerializeToElement(now.ToUnixTimeMilliseconds()), null, cancellationToken);

    private async ValueTask CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await Need().ListStateAsync(StateScope.App, cancellationToken))
        {
            if (key.StartsWith(One, StringComparison.Ordinal) && value.Value is { } expires && expires.GetInt64() <= now.ToUnixTimeMilliseconds())
                await Need().SetStateAsync(StateScope.App, key, null, null, cancellationToken);
        }
    }

    // An id may be longer than a key of state.
    private static string Name(string sessionId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sessionId)));

    private ISessionState Need() => state ?? throw new NotSupportedException("Tokens can be revoked only with a store that offers ISessionState (sqlite, json and memory do).");
}
