namespace Bots.Adapters.Discord.Intake;

/// <summary>The right to answer an interaction for 15 minutes.</summary>
internal sealed record ReplyToken(string ApplicationId, string Token, ReplyTokenKind Kind)
{
    /// <summary>True when the answer may be seen by its user alone.</summary>
    public bool IsPrivate => Kind.HasFlag(ReplyTokenKind.Private);

    /// <summary>True when the first response is a message that was there before: the one with the pressed button.</summary>
    public bool IsPress => Kind.HasFlag(ReplyTokenKind.Press);

    /// <summary>True when there is no other way to answer: an ordinary message would be seen by everyone, or the bot may write none there.</summary>
    public bool IsOnlyWay => (Kind & (ReplyTokenKind.Private | ReplyTokenKind.Guest)) != 0;

    public static ReplyToken? Parse(string? text) => text?.Split('/') is [var application, var token, var kind] ? new(application, token, KindOf(kind)) : null;

    public override string ToString() => $"{ApplicationId}/{Token}/{Words}";

    private string Words => Kind == ReplyTokenKind.Public ? "public" : string.Join('+', new[] { ReplyTokenKind.Private, ReplyTokenKind.Press, ReplyTokenKind.Guest }.Where(one => Kind.HasFlag(one)).Select(WordOf));

    private static ReplyTokenKind KindOf(string words) => words.Split('+').Aggregate(ReplyTokenKind.Public, static (kind, word) => kind | word switch
    {
        "private" => ReplyTokenKind.Private,
        "press" => ReplyTokenKind.Press,
        "guest" => ReplyTokenKind.Guest,
        _ => ReplyTokenKind.Public,
    });

    private static string WordOf(ReplyTokenKind kind) => kind switch
    {
        ReplyTokenKind.Private => "private",
        ReplyTokenKind.Press => "press",
        _ => "guest",
    };
}

/// <summary>What kind of answer an interaction takes.</summary>
[Flags]
internal enum ReplyTokenKind
{
    /// <summary>Everyone sees it, and after 15 minutes an ordinary message will do.</summary>
    Public = 0,

    /// <summary>Its user alone sees it.</summary>
    Private = 1,

    /// <summary>A button was pressed: the first response stands there already.</summary>
    Press = 2,

    /// <summary>The bot is no member where it was asked.</summary>
    Guest = 4,
}
