using System.Text;

namespace Bots.Sessions.Merging;

/// <summary>What every store that merges says in the same words.</summary>
internal static class MergeRules
{
    /// <summary>The id of the session to make.</summary>
    public static string TargetOf(string leftId, MergeOptions? options)
    {
        if (options?.TargetId is { } target) return SessionId.Check(target);
        var usual = $"{SessionId.Check(leftId)}_merged";
        return Encoding.UTF8.GetByteCount(usual) <= SessionId.MaxBytes ? usual : throw new ArgumentException(
            $"The id of the left session is too long for the usual id of the result, which adds \"_merged\" to it and may have {SessionId.MaxBytes} bytes; give MergeOptions.TargetId.", nameof(leftId));
    }

    /// <summary>Why nothing was merged.</summary>
    /// <param name="refused">The session that is missing, or that exists already.</param>
    /// <param name="leftId">One side.</param>
    /// <param name="rightId">The other.</param>
    public static InvalidOperationException Refusal(string refused, string leftId, string rightId) => new(refused != leftId && refused != rightId
        ? $"Session \"{refused}\" exists already; merge into another MergeOptions.TargetId."
        : $"Session \"{refused}\" cannot be merged: it does not exist, or is the target itself.");
}
