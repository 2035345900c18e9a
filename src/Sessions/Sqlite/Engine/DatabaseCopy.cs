using SQLitePCL;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>Copies one database over another, page by page, as one transaction: others see the old content or the new. Disposing before the end leaves the old.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    private const int Everything = -1;

    private readonly Connection _target;
    private readonly sqlite3_backup? _copy;

    public DatabaseCopy(Connection source, Connection target)
    {
        _target = target;
        _copy = sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (_copy is null or { IsInvalid: true }) target.Throw(sqlite3_errcode(target.Handle));
    }

    /// <summary>Waits for the target; from now on nobody else writes to it.</summary>
    public void Begin() => Step(0, SQLITE_OK);

    public void Run()
    {
        Step(Everything, SQLITE_DONE);
        _target.Check(sqlite3_backup_finish(_copy));
    }

    public void Dispose() => _copy?.Dispose();

    private void Step(int pages, int expected)
    {
        var result = sqlite3_backup_step(_copy, pages);
        if (result != expected) _target.Throw(result);
    }
}
