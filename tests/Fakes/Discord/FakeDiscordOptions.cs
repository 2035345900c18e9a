namespace Bots.Fakes.Discord;

/// <summary>How the fake server is set up.</summary>
public sealed class FakeDiscordOptions
{
    internal const string ResumePath = "/resume";

    /// <summary>The one valid token.</summary>
    public string Token { get; init; } = "MTAw.fake.discord-token";

    /// <summary>The clock of limits and ids.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>Identifies allowed per 24 hours.</summary>
    public int SessionStarts { get; set; } = 1000;

    /// <summary>Identifies allowed per 5 s and key.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Shards that GET /gateway/bot recommends.</summary>
    public int RecommendedShards { get; init; } = 1;

    /// <summary>With fewer shards, identify is closed with 4011.</summary>
    public int LeastShards { get; init; } = 1;

    /// <summary>Intents that were not enabled for the application: identify is closed with 4014.</summary>
    public int DisallowedIntents { get; set; }

    /// <summary>Compressed gateway messages come in two pieces each.</summary>
    public bool SendsInPieces { get; init; }

    /// <summary>False to switch the buckets off, for tests of something else.</summary>
    public bool LimitsRates { get; set; } = true;

    internal string ResumeUrl { get; set; } = "";
}
