namespace Bots.Sessions.Conformance;

/// <summary>The promises of windows by size, which every store keeps: by its own way, see <see cref="ISessionWindows"/>, or by the rule over its whole history.</summary>
[ContractGroup]
public abstract class TokenWindowsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task A_window_by_count_moves_in_steps()
    {
        var firsts = new List<int>();
        for (var count = 1; count <= 20; count++)
        {
            await Store.AddAsync(_session, $"{count}");
            firsts.Add((await WindowAsync(new() { MaxMessages = 8 })).FirstIndex);
        }

        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12], firsts);
    }

    [Promise]
    public async Task Without_a_step_it_moves_by_every_message()
    {
        await Store.AddAsync(_session, "0", "1", "2", "3", "4");

        var window = await WindowAsync(new() { MaxMessages = 3, Step = 0 });

        Assert.Equal((2, 3), (window.FirstIndex, window.Messages.Count));
        Assert.Equal(["2", "3", "4"], window.Messages.Select(static message => message.Content));
    }

    [Promise]
    public async Task A_window_by_tokens_never_passes_its_budget_and_moves_in_steps()
    {
        var firsts = new HashSet<int>();
        for (var count = 1; count <= 40; count++)
        {
            await Store.AddAsync(_session, $"message {count:00} with some words");
            var window = await WindowAsync(new() { MaxTokens = 120 });
            Assert.InRange(window.Messages.Sum(TokenEstimate.Of), 1, 120);
            Assert.Equal($"message {count:00} with some words", window.Messages[^1].Content);
            firsts.Add(window.FirstIndex);
        }

        Assert.InRange(firsts.Count, 2, 20);
    }

    [Promise]
    public async Task Both_limits_hold_where_both_are_set()
    {
        await Store.AddAsync(_session, [.. Enumerable.Range(0, 30).Select(static number => $"message {number}")]);

        Assert.Equal(3, (await WindowAsync(new() { MaxMessages = 3, MaxTokens = 1_000, Step = 0 })).Messages.Count);
        Assert.Equal(4, (await WindowAsync(new() { MaxMessages = 100, MaxTokens = 4 * TokenEstimate.Of(new SessionMessage("user", "message 29")), Step = 0 })).Messages.Count);
        Assert.Equal(30, (await WindowAsync(new())).Messages.Count);
    }

    [Promise]
    public async Task Earlier_system_messages_are_pinned_and_not_counted()
    {
        await Store.AddAsync(_session, new SessionMessage("system", "rule 1"), new SessionMessage("user", "0"), new SessionMessage("system", "rule 2"));
        await Store.AddAsync(_session, "1", "2", "3");

        var window = await WindowAsync(new() { MaxMessages = 2, Step = 0 });

        Assert.Equal(["rule 1", "rule 2"], window.Pinned.Select(static message => message.Content));
        Assert.Equal(["2", "3"], window.Messages.Select(static message => message.Content));
        Assert.Empty((await WindowAsync(new() { MaxMessages = 6 })).Pinned);
    }

    [Promise]
    public async Task Tool_groups_stay_whole()
    {
        await Store.AddAsync(_session, "0");
        await Store.AddAsync(_session, ToolMessages.Call("a", "b"), ToolMessages.Result("a"), ToolMessages.Result("b"), new SessionMessage("assistant", "answer"));

        Assert.Equal((4, 1), Shape(await WindowAsync(new() { MaxMessages = 3, Step = 0 })));
        Assert.Equal((1, 4), Shape(await WindowAsync(new() { MaxMessages = 4, Step = 0 })));
        await Store.AddAsync(_session, ToolMessages.Call("c"), ToolMessages.Result("c"));
        Assert.Equal((7, 0), Shape(await WindowAsync(new() { MaxMessages = 1, Step = 0 })));
    }

    [Promise]
    public async Task Every_window_is_that_of_the_rule()
    {
        for (var number = 0; number < 60; number++)
        {
            if (number % 7 == 3) await Store.AddAsync(_session, ToolMessages.Call($"{number}"), ToolMessages.Result($"{number}"));
            else await Store.AddAsync(_session, new SessionMessage(number % 11 == 0 ? "system" : "user", new string('x', number % 13)));
            var history = await Store.GetChatHistoryAsync(_session);
            foreach (var request in new WindowRequest[] { new() { MaxMessages = 10 }, new() { MaxTokens = 60 }, new() { MaxMessages = 7, MaxTokens = 50, Step = 0.5 }, new() { MaxTokens = 1 }, new() })
            {
                var (mine, rule) = (await WindowAsync(request), SessionWindows.Of(history, request));
                Assert.Equal((request, rule.FirstIndex), (request, mine.FirstIndex));
                Assert.Equal(rule.Messages, mine.Messages);
                Assert.Equal(rule.Pinned, mine.Pinned);
            }
        }
    }

    [Promise]
    public async Task An_unknown_session_has_an_empty_window()
    {
        var window = await WindowAsync(new() { MaxMessages = 3, MaxTokens = 100 });

        Assert.Equal((0, 0), Shape(window));
        Assert.Empty(window.Pinned);
    }

    [Promise]
    public async Task A_request_that_cannot_be_one_is_refused()
    {
        foreach (var request in new WindowRequest[] { new() { MaxMessages = 0 }, new() { MaxTokens = -1 }, new() { MaxMessages = 1, Step = 1 }, new() { MaxMessages = 1, Step = -0.1 }, new() { MaxMessages = 1, Step = double.NaN } })
            await Assert.ThrowsAsync<ArgumentException>(() => WindowAsync(request));
    }

    private async Task<SessionWindow> WindowAsync(WindowRequest request) => await Store.GetWindowAsync(_session, request);

    private static (int First, int Count) Shape(SessionWindow window) => (window.FirstIndex, window.Messages.Count);
}
