using System.Text.Json.Serialization.Metadata;
using Bots.Sessions.Tokens;

namespace Bots.BotHost.Api;

/// <summary><c>POST /tokens</c> issues a session token, <c>DELETE /tokens</c> takes one, or all of a session, back. For the holder of the key.</summary>
internal sealed class TokenEndpoints(ApiGuard guard, TimeProvider time)
{
    private const int LongestDays = 366;
    private const double LongestSeconds = LongestDays * 86_400;

    public async Task IssueAsync(HttpContext context, ApiCaller caller)
    {
        if (await RequestAsync(context, caller, ApiJson.Default.TokenRequest) is not { } request || !await ApiResults.MayUseAsync(context, caller, request.SessionId)) return;
        if (request.LifetimeSeconds is not (>= 1 and <= LongestSeconds))
        {
            await ApiResults.ErrorAsync(context, 400, $"\"lifetime_seconds\" is needed: at least 1, at most {LongestSeconds} ({LongestDays} days). A token always has an end.");
            return;
        }

        try
        {
            var lifetime = TimeSpan.FromSeconds(request.LifetimeSeconds.Value);
            var token = guard.Tokens!.Issue(request.SessionId!, lifetime, string.IsNullOrEmpty(request.UserId) ? null : request.UserId);
            await ApiResults.WriteAsync(context, new(token, time.GetUtcNow() + lifetime), ApiJson.Default.TokenAnswer);
        }
        catch (ArgumentException exception)
        {
            // The session's id and the lifetime are known to be right.
            await ApiResults.ErrorAsync(context, 400, $"\"user_id\": {ApiResults.Sentence(exception)}");
        }
    }

    public async Task RevokeAsync(HttpContext context, ApiCaller caller)
    {
        if (await RequestAsync(context, caller, ApiJson.Default.RevokeRequest) is not { } request) return;
        if (request.Token is null == request.SessionId is null)
        {
            await ApiResults.ErrorAsync(context, 400, "Nothing was revoked. Send \"token\" to take that token back, or \"session_id\" for all that were issued for a session until now: one of the two.");
            return;
        }

        try
        {
            if (request.Token is { } token) await RevokeOneAsync(context, token);
            else if (await ApiResults.MayUseAsync(context, caller, request.SessionId)) await RevokeAllAsync(context, request.SessionId!);
        }
        catch (NotSupportedException exception)
        {
            await ApiResults.ErrorAsync(context, 400, exception.Message);
        }
    }

    private async Task RevokeOneAsync(HttpContext context, string token)
    {
        var check = await guard.Tokens!.CheckAsync(token, context.RequestAborted);
        if (guard.Tokens.SessionOf(token) is not { } session)
            await ApiResults.ErrorAsync(context, 400, "Nothing was revoked: that is no token of this host. It is not whole, was changed, or was signed with a key that is not among Api:TokenKeys (any more).");
        else if (await guard.Tokens.RevokeAsync(token, context.RequestAborted))
            await ApiResults.WriteAsync(context, new("token", session), ApiJson.Default.RevokeAnswer);
        else
            await ApiResults.WriteAsync(context, new("nothing", session) { Reason = check.Failure is SessionTokenFailure.Expired ? "The token had expired already." : "The token was revoked already." }, ApiJson.Default.RevokeAnswer);
    }

    private async Task RevokeAllAsync(HttpContext context, string session)
    {
        var until = time.GetUtcNow();
        await guard.Tokens!.RevokeAllAsync(session, context.RequestAborted);
        await ApiResults.WriteAsync(context, new("session", session) { IssuedUntil = until }, ApiJson.Default.RevokeAnswer);
    }

    private async Task<T?> RequestAsync<T>(HttpContext context, ApiCaller caller, JsonTypeInfo<T> type) where T : class
    {
        if (!caller.MayIssue) await ApiResults.ErrorAsync(context, 403, "Only the holder of Api:Key issues and revokes tokens.");
        else if (guard.Tokens is null) await ApiResults.ErrorAsync(context, 400, "Session tokens need a signing key: set Api:TokenKeys:<name> and Api:TokenKey.");
        else return await ApiResults.ReadAsync(context, type);
        return null;
    }
}
