namespace Bots.Agents.Chat;

/// <summary>A session that begins from its file, by one holder at a time. A mark beside the file stays where one dies or fails over it: a part of the
/// file then counts as the session for its store, and the next one loads the whole.</summary>
internal sealed class FirstLoad : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _mark;

    private FirstLoad(FileStream mark, bool isTakenUp) => (_mark, IsTakenUp) = (mark, isTakenUp);

    /// <summary>True when an earlier load did not come to its end.</summary>
    public bool IsTakenUp { get; }

    /// <summary>Whether a load of this file did not come to its end, or is under way.</summary>
    public static bool IsUnfinished(string path) => new FileInfo(MarkOf(path)) is { Exists: true, Length: 0 };

    /// <summary>Waits until nobody else loads the file.</summary>
    /// <exception cref="IOException">The mark cannot be written.</exception>
    public static async Task<FirstLoad> BeginAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen(path, FileMode.CreateNew) is { } created) return new(created, isTakenUp: false);
            if (TryOpen(path, FileMode.Open) is { } left) return new(left, isTakenUp: left.Length == 0);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>All of the file is in the store. A mark with something in it says so to whoever opens it before it is gone.</summary>
    public void Finish()
    {
        _mark.WriteByte((byte)'.');
        _mark.Dispose();
        Forget(_mark.Name);
    }

    /// <summary>Deletes what an unfinished load of this file left.</summary>
    public static void ForgetOf(string path) => Forget(MarkOf(path));

    public void Dispose() => _mark.Dispose();

    private static string MarkOf(string path) => path + ".loading";

    private static FileStream? TryOpen(string path, FileMode mode)
    {
        try
        {
            var mark = new FileStream(MarkOf(path), mode, FileAccess.ReadWrite, FileShare.None);
            // Before anything of the file is in the store, which is durable as well.
            mark.Flush(flushToDisk: true);
            return mark;
        }
        catch (IOException) when (mode == FileMode.Open || File.Exists(MarkOf(path)))
        {
            return null; // somebody else has it, or had it a moment ago
        }
    }

    private static void Forget(string mark)
    {
        if (File.Exists(mark)) File.Delete(mark);
    }
}
