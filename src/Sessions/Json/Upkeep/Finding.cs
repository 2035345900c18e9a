using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Upkeep;

/// <summary>A problem, and how it is mended where it can be.</summary>
internal sealed record Finding(IntegrityProblem Problem)
{
    /// <summary>What to change in the session's document.</summary>
    public Func<SessionDocument, SessionDocument>? Edit { get; init; }

    /// <summary>What to do with the file itself.</summary>
    public Action? Act { get; init; }

    public static Finding Of(IntegrityProblemKind kind, string? sessionId, string detail, string? remedy = null) => new(new IntegrityProblem(kind, sessionId, detail, remedy));
}
