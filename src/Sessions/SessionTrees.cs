namespace Bots.Sessions;

/// <summary>What every store that branches says in the same words.</summary>
internal static class SessionTrees
{
    /// <summary>A random id.</summary>
    public static string NewId() => $"session_{Guid.NewGuid():N}";

    public static InvalidOperationException Exists(string sessionId) => new($"The session {sessionId} exists already; choose another id.");

    public static InvalidOperationException NoParent(string parentId) => new($"There is no session {parentId} to stand below or to fork.");

    public static ArgumentOutOfRangeException NoSuchMessage(int fromMessageIndex, int count) =>
        new(nameof(fromMessageIndex), fromMessageIndex, $"The history has {count} messages: give an index from -1 (none) to {count - 1}, or null for all.");

    public static InvalidOperationException IsVersion(string checkpointId, long number) =>
        new($"The checkpoint {checkpointId} is version {number} of its session; remove the version with DeleteVersionAsync({number}).");
}
