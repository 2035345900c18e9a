namespace Bots.HostUnderTest.Crash;

/// <summary>One row of the matrix: where, on what, and in which way the host dies.</summary>
/// <param name="Store">sqlite or json.</param>
/// <param name="Platform">telegram, discord or web.</param>
/// <param name="Streamed">True when answers are shown while they grow; false when they come in one piece.</param>
/// <param name="Moment">Which part of a host's life is walked through.</param>
public sealed record CrashPlan(string Store, string Platform, bool Streamed, CrashMoment Moment)
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<CrashPlan> All =>
    [
        .. from moment in Enum.GetValues<CrashMoment>()
           from platform in new[] { "telegram", "discord", "web" }
           from store in new[] { "sqlite", "json" }
           from streamed in new[] { true, false }
           select new CrashPlan(store, platform, streamed, moment),
    ];

    /// <summary>Previews that one death may leave behind: Telegram knows no idempotency key, so one that nobody could note stays.</summary>
    public int StraysAllowed => Platform == "telegram" ? 1 : 0;

    public override string ToString() => $"{Store,-7}{Platform,-9}{(Streamed ? "streamed" : "plain"),-9}{Moment}";

    internal Task<ICrashScene> StartSceneAsync() => Platform switch
    {
        "telegram" => TelegramCrashScene.StartAsync(),
        "discord" => DiscordCrashScene.StartAsync(),
        "web" => WebCrashScene.StartAsync(),
        _ => throw new ArgumentException($"There is no platform \"{Platform}\"."),
    };

    /// <summary>Where the host dies first when it is to die again in its recovery: in the middle of an answer, or with an answer written and not delivered.</summary>
    internal CrashPoint FirstDeath => Streamed && Platform != "web" ? new("after IInbox.UpdateAsync(PreviewShown)", 1) : new("after ITurnLog.WriteTurnAsync", 1);
}

/// <summary>Which part of a host's life is walked through.</summary>
public enum CrashMoment
{
    /// <summary>A running host answers two messages of one person.</summary>
    Turn,

    /// <summary>A host starts after it was killed in the middle of them, and dies again.</summary>
    Recovery,
}
