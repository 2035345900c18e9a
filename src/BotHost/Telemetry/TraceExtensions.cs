using System.Diagnostics;

namespace Bots.BotHost.Telemetry;

/// <summary>Notes on spans.</summary>
internal static class TraceExtensions
{
    /// <summary>Marks a span as failed, by the kind of failure only: messages of errors can quote texts.</summary>
    public static void Failed(this Activity? span, string kind) => span?.SetStatus(ActivityStatusCode.Error, kind);
}
