using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteSharingTests : SqliteFolderTests
{
    private const int PerWriter = 250;

    [Fact]
    public async Task Two_stores_on_one_file_lose_nothing_and_keep_the_order_of_each_writer()
    {
        SqliteSessionStore[] stores = [Open(), Open()];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < PerWriter; number++)
                Assert.True(await stores[writer % 2].AddMessageAsync("shared", "user", $"{writer} {number}"));
        })));

        await AssertCompleteAsync(stores[0], 8);
        await AssertCompleteAsync(stores[1], 8);
    }

    private static async Task AssertCompleteAsync(SqliteSessionStore store, int writers)
    {
        var contents = (await store.GetChatHistoryAsync("shared")).Select(static message => message.Content).ToArray();
        Assert.Equal(writers * PerWriter, contents.Length);
        for (var writer = 0; writer < writers; writer++)
        {
            var own = contents.Where(content => content.StartsWith($"{writer} ", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, PerWriter).Select(number => $"{writer} {number}"), own);
        }
    }
}
