namespace Bots.Adapters.Discord.Intake;

/// <summary>The right to answer an interaction for 15 minutes.</summary>
internal sealed record ReplyToken(string ApplicationId, string Token, bool IsPrivate)
{
    public static ReplyToken? Parse(string? text) => text?.Split('/') is [var application, var token, var mode] ? new(application, token, mode == "private") : null;

    public override string ToString() => $"{ApplicationId}/{Token}/{(IsPrivate ? "private" : "public")}";
}
