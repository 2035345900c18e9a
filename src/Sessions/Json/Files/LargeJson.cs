using System.Text.Json;
using Bots.Sessions.Strays;

namespace Bots.Sessions.Json.Files;

/// <summary>Files that have the ending of sessions and are too large to be read for nothing: they are looked at a piece at a time first.</summary>
internal static class LargeJson
{
    /// <summary>From how many bytes on.</summary>
    public const long From = 1 << 26;

    private const int Piece = 1 << 16;

    /// <summary>True for what no session can be in: pipes and the like, which would never end, and large files that name no session and hold no messages.</summary>
    public static bool IsForeign(string path) => FileKind.Of(path) is { } kind && (!kind.IsRegular || (kind.Length > From && !IsSession(path)));

    private static bool IsSession(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var (buffer, kept, state) = (new byte[Piece], 0, new JsonReaderState(new() { MaxDepth = 4_096 }));
        while (true)
        {
            // A single text may be large as well, but not as large as that.
            if (kept == buffer.Length && buffer.Length > From) return false;
            if (kept == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            var isEnd = kept + read < buffer.Length;
            if (Says(buffer.AsSpan(0, kept + read), isEnd, ref state, out var used) is { } answer) return answer;
            if (isEnd) return false;
            kept = kept + read - used;
            buffer.AsSpan(used, kept).CopyTo(buffer);
        }
    }

    // Null when it takes more to know.
    private static bool? Says(ReadOnlySpan<byte> bytes, bool isEnd, ref JsonReaderState state, out int used)
    {
        var json = new Utf8JsonReader(bytes, isEnd, state);
        used = 0;
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth == 0 && json.TokenType != JsonTokenType.StartObject) return false;
                if (json is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && (json.ValueTextEquals("session_id"u8) || json.ValueTextEquals("messages"u8))) return true;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        (used, state) = ((int)json.BytesConsumed, json.CurrentState);
        return null;
    }
}
