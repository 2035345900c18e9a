namespace Bots.BotHost.Api;

/// <summary>Who asks, and for which sessions.</summary>
internal sealed class ApiCaller
{
    private const string ChatUsers = "bot_";

    private readonly string? _session;
    private readonly bool _isOperator;

    private readonly string? _user;

    private ApiCaller(bool isOperator, string? session, string? user = null) => (_isOperator, _session, _user) = (isOperator, session, user);

    /// <summary>Holds the key.</summary>
    public static ApiCaller Operator { get; } = new(isOperator: true, null);

    /// <summary>A program on this machine, where no key is set.</summary>
    public static ApiCaller Local { get; } = new(isOperator: false, null);

    /// <summary>Holds a token for this session.</summary>
    public static ApiCaller Holder(string session, string? user) => new(isOperator: false, session, user);

    /// <summary>True when this caller may use the session.</summary>
    public bool MayUse(string session) => _isOperator || (_session is null ? !session.StartsWith(ChatUsers, StringComparison.OrdinalIgnoreCase) : session == _session);

    /// <summary>Whom this caller speaks for: whom it says, or with a token the user that the token was issued for.</summary>
    /// <param name="claimed">Whom it says; null or empty for nobody in particular.</param>
    /// <param name="user">The user; null for nobody in particular.</param>
    /// <returns>False when it claims to be somebody that its token is not for: what is remembered of a user is for that user alone.</returns>
    public bool MaySpeakFor(string? claimed, out string? user)
    {
        var said = string.IsNullOrEmpty(claimed) ? null : claimed;
        user = _session is null ? said : _user;
        return said is null || said == user;
    }

    /// <summary>True when this caller may issue and revoke tokens.</summary>
    public bool MayIssue => _isOperator;
}
