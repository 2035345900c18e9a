using System.Text;
using Bots.Sessions.Json.Files;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Json.Journal;

/// <summary>The journal file as one process has read it so far. Every method runs under the journal's lock.</summary>
/// <remarks>Append-only lines of JSON. The first line names the generation: compaction puts a new file in place, which everybody else notices
/// by that name and reads from its start.</remarks>
internal sealed partial class JournalFile(string path, ILogger logger)
{
    private JournalHead _head = JournalHead.Unknown;
    private bool _sawDamage;

    public JournalState State { get; private set; } = new();

    /// <summary>How much of the file is read.</summary>
    public long Position { get; private set; }

    /// <summary>How long the file was when its generation began.</summary>
    public long CompactLength { get; private set; }

    /// <summary>True when the file may hold text that was erased since, or a line that could not be read.</summary>
    public bool HasDeadText { get; private set; }

    /// <summary>Counts the generations this process has seen.</summary>
    public int Generations { get; private set; }

    /// <summary>Reads what others appended, or everything when another file took the place of the known one.</summary>
    public void CatchUp()
    {
        if (!File.Exists(path))
        {
            State.Delivery.StartIdsAnew();
            Compact();
        }

        using var file = Open(FileAccess.ReadWrite);
        if (file.Length < Position || !_head.IsOf(file)) StartOver(file);
        ReadOn(file);
        if (_sawDamage) SetAside();
    }

    /// <summary>Appends lines and makes them durable; nothing is appended when that fails.</summary>
    public void Append(IReadOnlyList<JournalLine> lines)
    {
        using var file = Open(FileAccess.ReadWrite);
        file.Position = Position;
        try
        {
            foreach (var line in lines) file.Write(JournalJson.Write(line));
            file.Flush(flushToDisk: lines.Any(static line => !line.IsExpendable));
        }
        catch
        {
            Forget();
            CutBackQuietly(file);
            throw;
        }

        Position = file.Position;
        HasDeadText |= lines.Any(static line => line.LeavesDeadText);
    }

    /// <summary>Puts a file in place that holds what is alive and nothing else.</summary>
    public void Compact()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var lines = State.Snapshot(Guid.NewGuid().ToString("N")).Select(JournalJson.Write).ToList();
        PrivateFile.Replace(path, [.. lines.SelectMany(static line => line)]);
        (_head, Position) = (JournalHead.Of(lines[0]), lines.Sum(static line => (long)line.Length));
        BeginGeneration(Position);
    }

    /// <summary>Makes the same state a generation of its own.</summary>
    public void StartAnew()
    {
        CatchUp();
        // Hosts that run on know ids that were given out after the copy was made.
        State.Delivery.StartIdsAnew();
        Compact();
    }

    /// <summary>Deletes the damaged journals that were set aside.</summary>
    public void DeleteAsides() => DamagedFile.EraseKept(path);

    /// <summary>Drops what is known; the next <see cref="CatchUp"/> reads everything.</summary>
    public void Forget() => _head = JournalHead.Unknown;

    private FileStream Open(FileAccess access) => new(path, PrivateFile.Options(FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete));

    private void StartOver(FileStream file)
    {
        (State, Position, _head) = (new(), 0, JournalHead.Read(file));
        BeginGeneration(file.Length);
        HasDeadText = true;
    }

    private void BeginGeneration(long length)
    {
        (CompactLength, HasDeadText) = (length, false);
        Generations++;
    }

    private void ReadOn(FileStream file)
    {
        if (file.Length == Position) return;
        var bytes = new byte[file.Length - Position];
        file.Position = Position;
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        for (var start = 0; start < whole;)
        {
            var end = start + bytes.AsSpan(start).IndexOf((byte)'\n');
            ApplyLine(bytes.AsSpan(start, end - start));
            start = end + 1;
        }

        Position += whole;
        // A crash ended the last line early: it was never acknowledged.
        if (whole < bytes.Length) file.SetLength(Position);
    }

    private void ApplyLine(ReadOnlySpan<byte> bytes)
    {
        var line = JournalJson.TryRead(bytes);
        HasDeadText |= line is null or { LeavesDeadText: true };
        _sawDamage |= line is null || !TryApply(line);
    }

    // Behind a damaged line, others may speak of what it said.
    private bool TryApply(JournalLine line)
    {
        try
        {
            State.Apply(line);
            return true;
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }

    private void CutBackQuietly(FileStream file)
    {
        try
        {
            file.SetLength(Position);
        }
        catch (IOException)
        {
            // Whole lines that stay behind count as written, half a line is cut by the next reader.
        }
    }

    private void SetAside()
    {
        var aside = DamagedFile.Keep(path, File.ReadAllBytes(path), TimeProvider.System.GetUtcNow());
        LogDamaged(path, aside);
        _sawDamage = false;
        Compact();
    }

    [LoggerMessage(LogLevel.Error, "The journal {Path} holds lines that cannot be read; everything else in it is used, and the original is kept as {Aside}")]
    private partial void LogDamaged(string path, string aside);
}
