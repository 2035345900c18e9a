namespace Bots.Sessions.Sqlite.Log;

/// <summary>How far back the jump pointer of a message leads.</summary>
/// <remarks>
/// The distance is the smallest part of the position in skew-binary notation (parts of 1, 3, 7, 15, …). So every position has one
/// jump, a new message finds its own by reading a single older one, and any position is reached in O(log n) steps.
/// See Eugene W. Myers, "An applicative random-access stack" (1983).
/// </remarks>
internal static class JumpPointer
{
    /// <summary>The position the message at <paramref name="position"/> (above zero) jumps to.</summary>
    public static long Target(long position)
    {
        var rest = position;
        while (true)
        {
            var part = LargestPart(rest);
            rest -= part;
            if (rest == 0) return position - part;
        }
    }

    /// <summary>The largest 2^k - 1 that is not above <paramref name="value"/>.</summary>
    private static long LargestPart(long value) => (1L << (63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value + 1))) - 1;
}
