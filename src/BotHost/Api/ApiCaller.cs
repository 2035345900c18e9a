namespace Bots.BotHost.Api;

/// <summary>Who asks, and for which sessions.</summary>
internal sealed class ApiCaller
{
    private const string ChatUsers = "bot_";

    private readonly string? _session;
    private readonly bool _isOperator;

    private ApiCaller(bool isOperator, string? session) => (_isOperator, _session) = (isOperator, session);

    /// <summary>Holds the key.</summary>
    public static ApiCaller Operator { get; } = new(isOperator: true, null);

    /// <summary>A program on this machine, where no key is set.</summary>
    public static ApiCaller Local { get; } = new(isOperator: false, null);

    /// <summary>Holds a token for this session.</summary>
    public static ApiCaller Holder(string session) => new(isOperator: false, session);

    /// <summary>True when this caller may use the session.</summary>
    public bool MayUse(string session) => _isOperator || (_session is null ? !session.StartsWith(ChatUsers, StringComparison.OrdinalIgnoreCase) : session == _session);

    /// <summary>True when this caller may issue and revoke tokens.</summary>
    public bool MayIssue => _isOperator;
}
