using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class NativeSleepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bots-sleep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whoever_has_to_try_again_sleeps_for_a_moment_and_not_for_a_whole_second()
    {
        await using var store = new SqliteSessionStore(Path.Combine(_folder, "s.db"));
        await store.AddMessageAsync("a", "user", "hello");

        if (OperatingSystem.IsLinux()) Assert.Equal(1, NativeSleep.Sleep(1));
    }
}
