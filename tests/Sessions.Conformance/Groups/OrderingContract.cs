namespace Bots.Sessions.Conformance;

/// <summary>Messages stand in the order they were written in, whatever the clock says.</summary>
[ContractGroup]
public abstract class OrderingContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    [Promise]
    public async Task Messages_come_back_oldest_first()
    {
        var session = Some.Session();
        var texts = Enumerable.Range(0, 120).Select(static number => $"text {number}").ToArray();

        await Store.AddAsync(session, texts);

        Assert.Equal(texts, await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task Equal_times_do_not_change_the_order()
    {
        var session = Some.Session();

        await Store.AddAsync(session, "z", "a", "m", "a");

        Assert.Equal(["z", "a", "m", "a"], await Store.ContentsAsync(session));
    }

    [Promise]
    public async Task A_clock_that_goes_back_does_not_change_the_order()
    {
        var session = Some.Session();
        await Store.AddAsync(session, "first");
        await Fixture.AdvanceAsync(TimeSpan.FromHours(-1));
        await Store.AddAsync(session, "second");
        await Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        await Store.AddAsync(session, "third");

        Assert.Equal(["first", "second", "third"], await Store.ContentsAsync(session));
        Assert.Equal(["second", "third"], await Store.ContentsAsync(session, 2));
    }

    [Promise]
    public async Task Sessions_written_in_turns_keep_their_own_order()
    {
        var (first, second) = (Some.Session(), Some.Session());

        for (var number = 0; number < 10; number++)
        {
            await Store.AddAsync(first, $"{number}");
            await Store.AddAsync(second, $"{number * 2}");
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(static number => $"{number}"), await Store.ContentsAsync(first));
        Assert.Equal(Enumerable.Range(0, 10).Select(static number => $"{number * 2}"), await Store.ContentsAsync(second));
    }
}
