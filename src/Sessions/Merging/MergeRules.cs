namespace Bots.Sessions.Merging;

/// <summary>What every store that merges says in the same words.</summary>
internal static class MergeRules
{
    /// <summary>The id of the session to make.</summary>
    public static string TargetOf(string leftId, MergeOptions? options) => SessionId.Check(options?.TargetId ?? $"{leftId}_merged");

    /// <summary>Why nothing was merged.</summary>
    /// <param name="refused">The session that is missing, or that exists already.</param>
    /// <param name="leftId">One side.</param>
    /// <param name="rightId">The other.</param>
    public static InvalidOperationException Refusal(string refused, string leftId, string rightId) => new(refused != leftId && refused != rightId
        ? $"Session \"{refused}\" exists already; merge into another MergeOptions.TargetId."
        : $"Session \"{refused}\" cannot be merged: it does not exist, or is the target itself.");
}
