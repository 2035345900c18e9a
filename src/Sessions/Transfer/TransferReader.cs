using System.Security.Cryptography;
using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>Reads the lines of an export in order and checks that it is whole.</summary>
internal sealed class TransferReader(Stream input)
{
    private const int Block = 1 << 16;

    /// <summary>Calls <paramref name="take"/> with the kind and the object of every line between the first and the last.</summary>
    /// <returns>The hash of the export.</returns>
    /// <exception cref="InvalidDataException">The input is no whole export; the message names the line.</exception>
    public async Task<string> ReadAsync(Func<string, JsonElement, ValueTask> take, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (number, sessions, messages) = (0, 0, 0L);
        await foreach (var line in LinesAsync(cancellationToken))
        {
            number++;
            try
            {
                using var document = JsonDocument.Parse(line, new() { MaxDepth = TransferWriter.MaxDepth });
                var root = document.RootElement;
                var kind = TransferLines.NeedText(root, "kind");
                if (number == 1) CheckHeader(kind, root);
                else if (kind == "end") return CheckEnd(root, Convert.ToHexStringLower(hash.GetCurrentHash()), sessions, messages);
                else await take(kind, root);
                (sessions, messages) = (sessions + (kind == "session" ? 1 : 0), messages + (kind == "message" ? 1 : 0));
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or KeyNotFoundException or FormatException or ArgumentException
                || (exception is InvalidOperationException && exception.Source == "System.Text.Json"))
            {
                throw new InvalidDataException($"Line {number} of the export cannot be used: {exception.Message}", exception);
            }

            hash.AppendData(line.Span);
            hash.AppendData("\n"u8);
        }

        throw new InvalidDataException($"The export ends after line {number} without its last line: it was cut. Export again, or copy the file again.");
    }

    private static void CheckHeader(string kind, JsonElement line)
    {
        if (kind != "header" || TransferLines.Text(line, "format") != TransferLines.Format) throw new InvalidDataException("this is no export of sessions");
        if (TransferLines.NeedNumber(line, "version") > TransferLines.Version)
            throw new InvalidDataException("it was written by a newer version of this program; update this one");
    }

    private static string CheckEnd(JsonElement line, string hash, int sessions, long messages) =>
        TransferLines.NeedText(line, "hash") == hash && TransferLines.NeedNumber(line, "sessions") == sessions && line.GetProperty("messages").GetInt64() == messages
            ? hash
            : throw new InvalidDataException("the lines before it are not those that were exported: the file was changed or damaged");

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, start, end) = (new byte[Block], 0, 0);
        while (true)
        {
            for (int at; (at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += at + 1) yield return buffer.AsMemory(start, at);
            if (start > 0) (_, start, end) = (Shift(buffer, start, end), 0, end - start);
            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await input.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                if (end > 0) yield return buffer.AsMemory(0, end);
                yield break;
            }

            end += read;
        }
    }

    private static bool Shift(byte[] buffer, int start, int end)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        return true;
    }
}
