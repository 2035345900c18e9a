namespace Bots.Sessions;

/// <summary>The platform part of a session key: a platform, or one named bot account on it (<c>telegram-support</c>).</summary>
public readonly record struct PlatformName
{
    private readonly string? _value;

    private PlatformName(string value) => _value = value;

    /// <summary>Telegram.</summary>
    public static PlatformName Telegram { get; } = new("telegram");

    /// <summary>Discord.</summary>
    public static PlatformName Discord { get; } = new("discord");

    /// <summary>The web chat that the host serves itself.</summary>
    public static PlatformName Web { get; } = new("web");

    /// <summary>The name as it stands in keys.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public string Value => _value ?? throw new InvalidOperationException("An empty PlatformName names no platform.");

    /// <summary>A platform by name.</summary>
    /// <param name="platform">1 to 32 characters of <c>a-z</c> and <c>0-9</c>.</param>
    /// <param name="account">The name of a second bot account on the same platform (same characters), or null for the first.</param>
    /// <exception cref="ArgumentException">A name holds other characters; an underscore would make keys ambiguous.</exception>
    public static PlatformName Of(string platform, string? account = null)
    {
        Check(platform, nameof(platform));
        if (account is null) return new(platform);
        Check(account, nameof(account));
        return new($"{platform}-{account}");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static void Check(string name, string parameter)
    {
        if (name is not { Length: > 0 and <= 32 } || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new ArgumentException($"\"{name}\" is not a platform or account name: use 1 to 32 characters of a-z and 0-9.", parameter);
    }
}
