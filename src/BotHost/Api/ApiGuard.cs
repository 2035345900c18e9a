using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Bots.Sessions.Tokens;
using Microsoft.AspNetCore.HostFiltering;

namespace Bots.BotHost.Api;

/// <summary>Lets callers of the API in.</summary>
internal sealed class ApiGuard
{
    private const string Scheme = "Bearer ";

    // What proxies add: a request that has one comes from elsewhere, whatever the connection's address is.
    private static readonly string[] ForwardedBy = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    private readonly byte[]? _key;
    private readonly HostFilteringOptions _hosts;

    public ApiGuard(ApiOptions options, ISessionStore store, HostFilteringOptions hosts, TimeProvider time)
    {
        _hosts = hosts;
        _key = options.Key.Length > 0 ? SHA256.HashData(Encoding.UTF8.GetBytes(options.Key)) : null;
        TokensEndWithProcess = options.TokenKeys.Count > 0 && store.Find<MemorySessionStore>() is not null;
        if (options.TokenKeys.Count > 0) Tokens = TokensEndWithProcess ? OfThisProcess(store, time) : Lasting(options, store, time);
    }

    /// <summary>True when tokens are issued that no other process accepts.</summary>
    public bool TokensEndWithProcess { get; }

    /// <summary>Issues and checks tokens; null when no key for them is configured.</summary>
    public SessionTokens? Tokens { get; }

    /// <summary>Who asks; null, and why not, when nobody who may.</summary>
    public async ValueTask<(ApiCaller? Caller, string Refusal)> IdentifyAsync(HttpContext context)
    {
        var presented = context.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        if (presented is null) return _key is null && Tokens is null ? Local(context) : (null, "Send the key: Authorization: Bearer <Api:Key or a session token>.");
        if (_key is not null && CryptographicOperations.FixedTimeEquals(_key, SHA256.HashData(Encoding.UTF8.GetBytes(presented)))) return (ApiCaller.Operator, "");
        if (Tokens is null) return _key is null ? (null, "This host has no key: set Api:Key, or send none.") : (null, "The key is not the one in Api:Key.");
        var check = await Tokens.CheckAsync(presented, context.RequestAborted);
        return check.SessionId is { } session ? (ApiCaller.Holder(session, check.UserId), "") : (null, Reason(check.Failure));
    }

    private static SessionTokens Lasting(ApiOptions options, ISessionStore store, TimeProvider time) =>
        new(options.TokenKeys.ToDictionary(static pair => pair.Key, static pair => Encoding.UTF8.GetBytes(pair.Value)), options.TokenKey, store.Find<ISessionState>(), time);

    // What is revoked is forgotten with the process here: the tokens have to end with it too, or a revoked one would open its session again.
    private static SessionTokens OfThisProcess(ISessionStore store, TimeProvider time)
    {
        var id = $"process-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        return new(new Dictionary<string, byte[]> { [id] = RandomNumberGenerator.GetBytes(SessionTokens.MinKeyBytes) }, id, store.Find<ISessionState>(), time);
    }

    private (ApiCaller?, string) Local(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)) return (null, "Only this machine is let in until Api:Key is set.");
        if (ForwardedBy.Any(context.Request.Headers.ContainsKey)) return (null, "The request came through a proxy: set Api:Key to let others in.");
        if (!HostNames.Allow(_hosts, context.Request)) return (null, "AllowedHosts does not name the host of this address: add it there, or set Api:Key.");
        return IsForeignPage(context.Request) ? (null, "A web page of another origin may not ask.") : (ApiCaller.Local, "");
    }

    private static bool IsForeignPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site] ? site is not ("same-origin" or "none") : request.Headers.Origin.Count > 0;

    private static string Reason(SessionTokenFailure failure) => failure switch
    {
        SessionTokenFailure.Expired => "The session token has expired; ask for a new one.",
        SessionTokenFailure.Revoked => "The session token was revoked.",
        SessionTokenFailure.NotYetValid => "The session token was issued in the future: a clock is wrong.",
        SessionTokenFailure.UnknownKey => "The session token was signed with a key that this host does not have (any more); ask for a new one.",
        _ => "That is neither the key nor a valid session token.",
    };
}
