namespace Bots.Sessions.Sqlite.Log;

/// <summary>A number made of everything a message says, noted beside it when it is written: by it a check finds what was changed later.</summary>
/// <remarks>FNV-1a with 64 bits. It finds damage and careless hands, not forgers.</remarks>
internal static class MessageSum
{
    private const ulong Start = 14_695_981_039_346_656_037;
    private const ulong Factor = 1_099_511_628_211;

    /// <summary>The sum.</summary>
    /// <param name="time">In microseconds.</param>
    /// <param name="content">As UTF-8; of a large text its hash.</param>
    /// <param name="texts">Role, tool calls, id of the tool call, metadata.</param>
    public static long Of(long time, ReadOnlySpan<byte> content, params ReadOnlySpan<string?> texts)
    {
        var sum = Add(Start, (ulong)time);
        foreach (var one in content) sum = Add(sum, one);
        foreach (var text in texts)
        {
            sum = Add(sum, text is null ? 0 : (ulong)text.Length + 1);
            foreach (var character in text is null ? "" : MessageText.WellFormed(text)) sum = Add(sum, character);
        }

        return unchecked((long)sum);
    }

    private static ulong Add(ulong sum, ulong value) => unchecked((sum ^ value) * Factor);
}
