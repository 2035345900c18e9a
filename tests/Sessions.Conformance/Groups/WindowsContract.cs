namespace Bots.Sessions.Conformance;

/// <summary>A window holds the newest messages and never cuts between a tool call and its results.</summary>
[ContractGroup]
public abstract class WindowsContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task A_window_holds_the_newest_messages_oldest_first()
    {
        await Store.AddAsync(_session, "1", "2", "3", "4", "5");

        Assert.Equal(["3", "4", "5"], await Store.ContentsAsync(_session, 3));
    }

    [Promise]
    public async Task Null_means_all_and_zero_or_less_means_none()
    {
        await Store.AddAsync(_session, "1", "2");

        Assert.Equal(["1", "2"], await Store.ContentsAsync(_session));
        Assert.Empty(await Store.GetChatHistoryAsync(_session, 0));
        Assert.Empty(await Store.GetChatHistoryAsync(_session, -1));
        Assert.Empty(await Store.GetChatHistoryAsync(_session, int.MinValue));
    }

    [Promise]
    public async Task A_window_larger_than_the_history_holds_all_of_it()
    {
        await Store.AddAsync(_session, "1", "2");

        Assert.Equal(["1", "2"], await Store.ContentsAsync(_session, 2));
        Assert.Equal(["1", "2"], await Store.ContentsAsync(_session, int.MaxValue));
    }

    [Promise]
    public async Task A_group_that_does_not_fit_whole_is_left_out()
    {
        await Store.AddAsync(_session, Some.Message("old"), ToolMessages.Call("a"), ToolMessages.Result("a"), Some.Message("new"));

        Assert.Equal(["new"], await Store.ContentsAsync(_session, 2));
        Assert.Equal(["calling", "result of a", "new"], await Store.ContentsAsync(_session, 3));
    }

    [Promise]
    public async Task Several_results_stay_with_their_call()
    {
        await Store.AddAsync(_session, ToolMessages.Call("a", "b", "c"), ToolMessages.Result("a"), ToolMessages.Result("b"), ToolMessages.Result("c"), Some.Message("end"));

        foreach (var size in new[] { 1, 2, 3, 4 }) Assert.Equal(["end"], await Store.ContentsAsync(_session, size));
        Assert.Equal(5, (await Store.GetChatHistoryAsync(_session, 5)).Count);
    }

    [Promise]
    public async Task Everything_older_than_a_cut_group_is_left_out_as_well()
    {
        await Store.AddAsync(_session, Some.Message("older"), ToolMessages.Call("a"), ToolMessages.Result("a"), Some.Message("between"), ToolMessages.Call("b"), ToolMessages.Result("b"));

        Assert.Equal(["between", "calling", "result of b"], await Store.ContentsAsync(_session, 4));
        Assert.Empty(await Store.ContentsAsync(_session, 1));
    }

    [Promise]
    public async Task A_message_between_a_call_and_its_result_stays_with_them()
    {
        await Store.AddAsync(_session, Some.Message("old"), ToolMessages.Call("a", "b"), ToolMessages.Result("a"), Some.Message("hurry up"), ToolMessages.Result("b"), Some.Message("new"));

        Assert.Equal(["new"], await Store.ContentsAsync(_session, 3));
        Assert.Equal(["calling", "result of a", "hurry up", "result of b", "new"], await Store.ContentsAsync(_session, 5));
    }

    [Promise]
    public async Task A_result_behind_another_call_stays_with_its_own()
    {
        await Store.AddAsync(_session, ToolMessages.Call("a"), ToolMessages.Call("b"), ToolMessages.Result("a"), ToolMessages.Result("b"), Some.Message("new"));

        Assert.Equal(["new"], await Store.ContentsAsync(_session, 4));
        Assert.Equal(5, (await Store.ContentsAsync(_session, 5)).Length);
    }

    [Promise]
    public async Task A_call_that_has_no_result_yet_is_shown()
    {
        await Store.AddAsync(_session, Some.Message("ask"), ToolMessages.Call("a"));

        Assert.Equal(["calling"], await Store.ContentsAsync(_session, 1));
    }

    [Promise]
    public async Task A_whole_history_is_shown_whole_even_with_a_result_that_has_no_call()
    {
        await Store.AddAsync(_session, ToolMessages.Result("gone"), Some.Message("new"));

        Assert.Equal(["result of gone", "new"], await Store.ContentsAsync(_session));
        Assert.Equal(["result of gone", "new"], await Store.ContentsAsync(_session, 2));
    }

    [Promise]
    public async Task A_window_over_a_long_history_is_right_at_every_size()
    {
        var all = Enumerable.Range(0, 60).SelectMany(static number => number % 3 == 0
            ? new[] { ToolMessages.Call($"call {number}"), ToolMessages.Result($"call {number}") }
            : [Some.Message($"text {number}")]).ToArray();
        await Store.AddAsync(_session, all);

        for (var size = 1; size <= all.Length; size++)
        {
            var cut = all.Length - size;
            var expected = all[cut].Metadata.ToolCallId is null ? size : size - 1;
            Assert.Equal(all[^expected..].Select(static message => message.Content), await Store.ContentsAsync(_session, size));
        }
    }
}
