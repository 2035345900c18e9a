namespace Bots.Sessions.Conformance;

/// <summary>Every method may be called from any thread at any time.</summary>
[ContractGroup]
public abstract class ParallelThreadsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task Parallel_appends_lose_nothing()
    {
        var session = Some.Session();

        await AtOnceAsync(100, number => Store.AddAsync(session, $"text {number}"));

        var expected = Enumerable.Range(0, 100).Select(static number => $"text {number}").Order();
        Assert.Equal(expected, (await Store.ContentsAsync(session)).Order());
    }

    [Promise]
    public async Task Each_writer_keeps_its_own_order()
    {
        var session = Some.Session();

        await AtOnceAsync(4, async writer =>
        {
            for (var number = 0; number < 20; number++) await Store.AddAsync(session, $"{writer}:{number:00}");
        });

        var contents = await Store.ContentsAsync(session);
        Assert.Equal(80, contents.Length);
        foreach (var mine in contents.GroupBy(static text => text[0])) Assert.Equal(mine.Order(StringComparer.Ordinal), mine);
    }

    [Promise]
    public async Task Sessions_written_at_once_hold_only_their_own_messages()
    {
        var sessions = Enumerable.Range(0, 16).Select(static _ => Some.Session()).ToArray();

        await AtOnceAsync(sessions.Length, async number =>
        {
            for (var count = 0; count < 5; count++) await Store.AddAsync(sessions[number], $"{number}/{count}");
        });

        for (var number = 0; number < sessions.Length; number++)
            Assert.Equal(Enumerable.Range(0, 5).Select(count => $"{number}/{count}"), await Store.ContentsAsync(sessions[number]));
    }

    [Promise]
    public async Task A_reader_sees_only_whole_messages_in_order_while_others_write()
    {
        var session = Some.Session();
        using var done = new CancellationTokenSource();
        var reader = ReadWhileAsync(session, done.Token);

        for (var number = 0; number < 60; number++) await Store.AddAsync(session, $"{number:000}{new string('x', 2_000)}");
        await done.CancelAsync();

        await reader;
        Assert.Equal(60, (await Store.GetChatHistoryAsync(session)).Count);
    }

    [Promise]
    public async Task Clearing_and_deleting_while_others_write_breaks_nothing()
    {
        var session = Some.Session();

        await AtOnceAsync(30, async number =>
        {
            if (number % 10 == 3) await Store.ClearSessionAsync(session);
            else if (number % 10 == 7) await Store.DeleteSessionAsync(session);
            else await Store.AddAsync(session, $"text {number}");
        });
        await Store.DeleteSessionAsync(session);
        await Store.AddAsync(session, "last");

        Assert.Equal(["last"], await Store.ContentsAsync(session));
    }

    private async Task ReadWhileAsync(string session, CancellationToken until)
    {
        await Task.Yield();
        while (!until.IsCancellationRequested)
        {
            var contents = await Store.ContentsAsync(session);
            Assert.All(contents, (text, index) => Assert.Equal($"{index:000}{new string('x', 2_000)}", text));
            await Task.Yield();
        }
    }

    private static Task AtOnceAsync(int count, Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => work(number))));
}
