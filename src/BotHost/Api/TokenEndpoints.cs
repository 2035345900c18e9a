namespace Bots.BotHost.Api;

/// <summary><c>POST /tokens</c> issues a session token, <c>DELETE /tokens</c> takes one, or all of a session, back. For the holder of the key.</summary>
internal sealed class TokenEndpoints(ApiGuard guard, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public async Task IssueAsync(HttpContext context, ApiCaller caller)
    {
        if (await RequestAsync(context, caller) is not { } request) return;
        if (string.IsNullOrEmpty(request.SessionId) || !await ApiResults.MayUseAsync(context, caller, request.SessionId))
        {
            if (string.IsNullOrEmpty(request.SessionId)) await ApiResults.ErrorAsync(context, 400, "The request has no \"session_id\".");
            return;
        }

        if (request.LifetimeSeconds is not { } seconds || !(seconds > 0 && seconds <= Longest.TotalSeconds))
        {
            await ApiResults.ErrorAsync(context, 400, "\"lifetime_seconds\" is needed: more than 0, at most a year. A token always has an end.");
            return;
        }

        var lifetime = TimeSpan.FromSeconds(seconds);
        await ApiResults.WriteAsync(context, new(guard.Tokens!.Issue(request.SessionId, lifetime, string.IsNullOrEmpty(request.UserId) ? null : request.UserId), time.GetUtcNow() + lifetime), ApiJson.Default.TokenAnswer);
    }

    public async Task RevokeAsync(HttpContext context, ApiCaller caller)
    {
        if (await RequestAsync(context, caller) is not { } request) return;
        try
        {
            if (request.Token is { } token) await guard.Tokens!.RevokeAsync(token, context.RequestAborted);
            else if (!string.IsNullOrEmpty(request.SessionId)) await guard.Tokens!.RevokeAllAsync(request.SessionId, context.RequestAborted);
            await ApiResults.WriteAsync(context, 200, "true"u8.ToArray());
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            await ApiResults.ErrorAsync(context, 400, exception.Message);
        }
    }

    private async Task<TokenRequest?> RequestAsync(HttpContext context, ApiCaller caller)
    {
        if (!caller.MayIssue) await ApiResults.ErrorAsync(context, 403, "Only the holder of Api:Key issues and revokes tokens.");
        else if (guard.Tokens is null) await ApiResults.ErrorAsync(context, 400, "Session tokens need a signing key: set Api:TokenKeys:<name> and Api:TokenKey.");
        else return await ApiResults.ReadAsync(context, ApiJson.Default.TokenRequest);
        return null;
    }
}
