using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Tests.Json;

public sealed class StorePresenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("presence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_that_another_thread_makes_meanwhile_is_not_gone()
    {
        for (var round = 0; round < 3_000; round++)
        {
            var folder = Path.Combine(_folder, $"{round}");
            var presence = new StorePresence(folder);
            var maker = Task.Run(() => presence.Make(Path.Combine(folder, ".bots")));
            // Looks all the while, also in the moment in which it appears.
            do presence.Check();
            while (!maker.IsCompleted);
            await maker;
        }
    }

    [Fact]
    public void A_folder_that_was_there_and_is_not_is_gone()
    {
        var folder = Path.Combine(_folder, "store");
        var presence = new StorePresence(folder);
        presence.Make(folder);
        Directory.Delete(folder);

        Assert.Throws<SessionStoreException>(presence.Check);
        Assert.Throws<SessionStoreException>(() => presence.Make(folder));
        Assert.False(Directory.Exists(folder));
    }
}
