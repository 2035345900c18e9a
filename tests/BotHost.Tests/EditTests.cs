using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Tests;

/// <summary>Users change what they wrote, and history follows when they want it to.</summary>
public sealed class EditTests
{
    [Fact]
    public async Task The_last_question_can_be_answered_again()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await AskAsync(host, "2", "two");

        Assert.Contains("last question", await EditAsync(host, "2", "zwei"), StringComparison.Ordinal);
        Assert.Equal(["one", "echo: one", "two", "echo: two"], await HistoryAsync(host));
        Assert.Equal("echo: zwei", await PressAsync(host, "/edited 2"));

        Assert.Equal(["one", "echo: one", "zwei", "echo: zwei"], await HistoryAsync(host));
        Assert.Contains(await host.Store.Find<ISessionCheckpoints>()!.ListCheckpointsAsync("bot_fake_1"), static checkpoint => checkpoint.Label == "before a changed question");
    }

    [Fact]
    public async Task An_earlier_question_is_answered_in_a_branch_and_the_conversation_goes_on_there()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        foreach (var number in new[] { "1", "2", "3" }) await AskAsync(host, number, $"question {number}");

        Assert.Contains("branch", await EditAsync(host, "2", "zwei"), StringComparison.Ordinal);
        Assert.Equal("echo: zwei", await PressAsync(host, Assert.Single(host.Adapter.Buttons)));
        await AskAsync(host, "4", "four");

        var branch = (await host.Store.Find<ISessionBranching>()!.GetFamilyAsync("bot_fake_1"))!.Children[0];
        Assert.Equal(["question 1", "echo: question 1", "zwei", "echo: zwei", "four", "echo: four"], await HistoryAsync(host, branch));
        Assert.Equal(6, (await HistoryAsync(host)).Count);
    }

    [Fact]
    public async Task An_offer_to_answer_again_that_came_too_late_leads_nobody_into_a_branch_unasked()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await EditAsync(host, "1", "eins");
        var stale = Assert.Single(host.Adapter.Buttons);
        await AskAsync(host, "2", "two");

        Assert.Contains("gone on", await PressAsync(host, stale), StringComparison.Ordinal);
        Assert.Equal(["one", "echo: one", "two", "echo: two"], await HistoryAsync(host));
        Assert.Empty((await host.Store.Find<ISessionBranching>()!.GetFamilyAsync("bot_fake_1"))?.Children ?? []);

        Assert.Equal("echo: eins", await PressAsync(host, Assert.Single(host.Adapter.Buttons)));
        var branch = Assert.Single((await host.Store.Find<ISessionBranching>()!.GetFamilyAsync("bot_fake_1"))!.Children);
        Assert.Equal(["eins", "echo: eins"], await HistoryAsync(host, branch));
        Assert.Equal(4, (await HistoryAsync(host)).Count);
    }

    [Fact]
    public async Task A_branch_that_was_asked_for_is_made_even_if_the_question_is_the_last_one_by_now()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await AskAsync(host, "2", "two");
        await EditAsync(host, "1", "eins");
        var offered = Assert.Single(host.Adapter.Buttons);
        await AskAsync(host, "3", "/undo");

        Assert.Equal("echo: eins", await PressAsync(host, offered));

        Assert.Equal(["one", "echo: one"], await HistoryAsync(host));
        Assert.Single((await host.Store.Find<ISessionBranching>()!.GetFamilyAsync("bot_fake_1"))!.Children);
    }

    [Fact]
    public async Task A_question_that_was_changed_and_changed_back_is_not_answered_again()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await EditAsync(host, "1", "eins");
        await host.Adapter.Sink!.AcceptAsync([Edit("1", "one")], default);

        Assert.Contains("as it stands now", await PressAsync(host, "/edited 1"), StringComparison.Ordinal);
        Assert.Equal(["one", "echo: one"], await HistoryAsync(host));
    }

    [Fact]
    public async Task A_changed_question_can_be_changed_again()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        foreach (var text in new[] { "eins", "uno" })
        {
            await EditAsync(host, "1", text);
            await PressAsync(host, "/edited 1");
        }

        Assert.Equal(["uno", "echo: uno"], await HistoryAsync(host));
    }

    [Fact]
    public async Task An_edit_of_something_else_or_of_nothing_is_left_alone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");

        await host.Adapter.Sink!.AcceptAsync([Message("9", "unknown") with { IsEdit = true }, Message("1", "one") with { IsEdit = true }], default);

        Assert.Equal("echo: two", await host.SayAsync("two"));
        Assert.Equal(2, host.Adapter.Delivered.Count);
    }

    [Fact]
    public async Task In_a_group_an_edit_that_does_not_name_the_bot_counts_when_its_message_was_taken_and_leaves_nothing_behind_otherwise()
    {
        var store = new Bots.Sessions.Memory.MemorySessionStore();
        await using (var host = await TestHost.StartAsync(Some.Echo(), store))
        {
            await SayAsync(host, Message("1", "one") with { IsGroup = true });
            await host.Adapter.Sink!.AcceptAsync([Overheard("9", "chatter"), Overheard("2", "not yet said")], default);
            Assert.Equal((0, 0), (host.Get<Turns.TurnQueue>().Waiting, host.Get<Turns.TurnQueue>().Lanes));
            Assert.Contains("last question", await SayAsync(host, Overheard("1", "eins")), StringComparison.Ordinal);
        }

        // The next process knows it from the history.
        await using var next = await TestHost.StartAsync(Some.Echo(), store);
        await next.Adapter.Sink!.AcceptAsync([Overheard("9", "chatter")], default);
        Assert.Equal(0, next.Get<Turns.TurnQueue>().Lanes);
        Assert.Contains("last question", await SayAsync(next, Overheard("1", "uno")), StringComparison.Ordinal);
        Assert.Equal("echo: uno", await PressAsync(next, "/edited 1"));
    }

    [Fact]
    public async Task In_a_group_an_edit_that_comes_along_with_its_message_counts()
    {
        await using var busy = await BusyAsync();

        await busy.SendAsync(Message("2", "two") with { IsGroup = true }, Overheard("2", "zwei"));
        await busy.EndAsync(answers: 2);

        Assert.Equal(["one", "echo: one", "zwei", "echo: zwei"], await HistoryAsync(busy.Host));
    }

    [Fact]
    public async Task An_edit_to_a_command_runs_nothing()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");

        Assert.Contains("last question", await EditAsync(host, "1", "/forget yes"), StringComparison.Ordinal);
        Assert.Equal(["one", "echo: one"], await HistoryAsync(host));
    }

    [Fact]
    public async Task What_is_changed_while_it_waits_is_answered_as_it_is_now_and_nothing_is_offered()
    {
        await using var busy = await BusyAsync();
        await busy.SendAsync(Message("2", "two"), Message("3", "three"));

        await busy.SendAsync(Edit("2", "zwei"), Edit("2", "deux"));
        await busy.EndAsync(answers: 3);

        Assert.Equal(["one", "echo: one", "deux", "echo: deux", "three", "echo: three"], await HistoryAsync(busy.Host));
    }

    [Fact]
    public async Task A_message_that_waits_becomes_no_command_by_an_edit()
    {
        await using var busy = await BusyAsync();
        await busy.SendAsync(Message("2", "two"));

        await busy.SendAsync(Edit("2", "/new"));
        await busy.EndAsync(answers: 3);

        Assert.Equal(["one", "echo: one", "two", "echo: two"], await HistoryAsync(busy.Host));
        Assert.Contains("last question", busy.Host.Adapter.Delivered.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_changed_while_it_is_answered_is_offered_a_new_answer()
    {
        await using var busy = await BusyAsync();

        await busy.SendAsync(Edit("1", "eins"));
        await busy.EndAsync(answers: 2);

        Assert.Equal(["one", "echo: one"], await HistoryAsync(busy.Host));
        Assert.Contains("last question", busy.Host.Adapter.Delivered.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_press_long_after_the_question_is_gone_says_so()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        Assert.Contains("no longer part", await PressAsync(host, "/edited 77"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_fails_changes_nothing()
    {
        var fails = false;
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => fails ? throw new Bots.Agents.AgentException("The model is away.") : Some.Pieces(request.Prompt)));
        await AskAsync(host, "1", "one");
        await EditAsync(host, "1", "eins");
        fails = true;

        Assert.StartsWith("The model is away.", await PressAsync(host, "/edited 1"), StringComparison.Ordinal);
        Assert.Equal(["one", "one"], await HistoryAsync(host));
    }

    /// <summary>A host whose agent is at the first question, "one".</summary>
    private static async Task<Busy> BusyAsync()
    {
        var (asked, hold) = (new TaskCompletionSource(), new TaskCompletionSource());
        var busy = new Busy(await TestHost.StartAsync(Some.Agent((request, _) => AnswerAsync(request.Prompt, asked, hold.Task))), hold);
        await busy.SendAsync(Message("1", "one"));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return busy;
    }

    private static async IAsyncEnumerable<Bots.Agents.AgentUpdate> AnswerAsync(string prompt, TaskCompletionSource asked, Task hold)
    {
        asked.TrySetResult();
        await hold;
        yield return "echo: " + prompt;
    }

    private static InboundMessage Edit(string id, string text) => Message(id, text) with { IsEdit = true };

    private static InboundMessage Overheard(string id, string text) => Edit(id, text) with { IsGroup = true, IsOverheard = true };

    private sealed class Busy(TestHost host, TaskCompletionSource hold) : IAsyncDisposable
    {
        public TestHost Host => host;

        public async Task SendAsync(params InboundMessage[] messages) => await host.Adapter.Sink!.AcceptAsync(messages, default);

        /// <summary>Lets the agent go on and waits for exactly so many answers.</summary>
        public async Task EndAsync(int answers)
        {
            hold.SetResult();
            await Bots.Fakes.Eventually.TrueAsync(() => host.Adapter.Delivered.Count >= answers && host.Get<Turns.TurnQueue>().Lanes == 0, "the answers");
            Assert.Equal(answers, host.Adapter.Delivered.Count);
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }

    private static Task<string> AskAsync(TestHost host, string id, string text) => SayAsync(host, Message(id, text));

    private static Task<string> EditAsync(TestHost host, string id, string text) => SayAsync(host, Message(id, text) with { IsEdit = true });

    private static Task<string> PressAsync(TestHost host, string data) => SayAsync(host, Message("99", data) with { Press = new(null) });

    private static async Task<string> SayAsync(TestHost host, InboundMessage message)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Bots.Fakes.Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, $"an answer to {message.Text}");
        return host.Adapter.Delivered.Last().Text;
    }

    private static async Task<List<string>> HistoryAsync(TestHost host, string session = "bot_fake_1") =>
        [.. (await host.Store.GetChatHistoryAsync(session)).Select(static message => message.Content)];

    private static InboundMessage Message(string id, string text) => Some.Message(text) with { Address = new("1", null, id) };
}
