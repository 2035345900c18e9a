using System.Text.Json;
using Bots.Adapters;
using Bots.Agents;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Delivery;

namespace Bots.BotHost.Tests;

public sealed class ChatCommandTests
{
    [Theory]
    [InlineData("/feedback good")]
    [InlineData("/sessions")]
    [InlineData("/memory")]
    [InlineData("/access allow")]
    public async Task A_pressed_button_that_leaves_the_conversation_alone_does_not_wait_behind_an_answer(string button)
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => WaitAsync(gate.Task, request.Prompt)));
        await host.Adapter.Sink!.AcceptAsync([Some.Message("slow")], default);
        await Eventually.TrueAsync(() => host.Get<Turns.TurnQueue>().Running == 1, "the turn");

        await host.Adapter.Sink.AcceptAsync([Some.Message(button) with { Press = new(null) }], default);

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "what the button says");
        gate.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "the answer");
        Assert.Equal("slow", host.Adapter.Delivered.Last().Text);
    }

    [Theory]
    [InlineData("/sessions 1")]
    [InlineData("/undo")]
    [InlineData("/restore here")]
    [InlineData("/edited 1")]
    public async Task A_pressed_button_that_changes_the_conversation_keeps_its_place(string button)
    {
        var gate = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => WaitAsync(gate.Task, request.Prompt)));
        await host.Adapter.Sink!.AcceptAsync([Some.Message("slow")], default);
        await Eventually.TrueAsync(() => host.Get<Turns.TurnQueue>().Running == 1, "the turn");

        await host.Adapter.Sink.AcceptAsync([Some.Message(button) with { Press = new(null) }], default);
        Assert.Equal(1, host.Get<Turns.TurnQueue>().Waiting);
        gate.SetResult();

        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "both");
        Assert.Equal("slow", host.Adapter.Delivered.First().Text);
    }

    [Fact]
    public async Task Help_lists_every_command()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        var help = await host.SayAsync("/help");

        foreach (var name in new[] { "start", "help", "new", "sessions", "title", "history", "undo", "branch", "checkpoint", "restore", "prefs", "whoami", "export", "forget", "stop" })
            Assert.Contains($"`/{name}`", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_said_to_be_unknown_and_a_path_is_no_command()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        Assert.Contains("do not know `/frobnicate`", await host.SayAsync("/frobnicate now"), StringComparison.Ordinal);
        Assert.Equal("echo: /etc/passwd is what?", await host.SayAsync("/etc/passwd is what?"));
    }

    [Fact]
    public async Task New_starts_an_empty_conversation_and_keeps_the_old_one()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("remember me");

        await host.SayAsync("/new");
        await host.SayAsync("fresh");

        Assert.DoesNotContain("remember me", await host.SayAsync("/history"), StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
        Assert.Contains("remember me", await host.SayAsync("/export"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_back_one_exchange_at_a_time()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("one");
        await host.SayAsync("two");

        Assert.Contains("two", await host.SayAsync("/undo"), StringComparison.Ordinal);
        Assert.Equal(["one", "echo: one"], (await host.Store.GetChatHistoryAsync("bot_fake_1")).Select(static m => m.Content));

        await host.SayAsync("/undo");
        Assert.Contains("nothing to take back", await host.SayAsync("/undo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_asks_first_and_then_erases_every_conversation_of_the_user_alone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("mine", user: "1");
        await host.SayAsync("/new", user: "1");
        await host.SayAsync("mine too", user: "1");
        await host.SayAsync("yours", user: "2");

        Assert.Contains("/forget yes", await host.SayAsync("/forget", user: "1"), StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
        await host.SayAsync("/forget yes", user: "1");

        Assert.False(await host.Store.SessionExistsAsync("bot_fake_1"));
        Assert.Contains("nothing to export", await host.SayAsync("/export", user: "1"), StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_2")).Count);
    }

    [Fact]
    public async Task Export_holds_memories_and_preferences_and_forget_erases_them_too()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("/prefs language de");
        await host.Store.Require<IMemoryStore>().SaveMemoryAsync("fake_1", new("The user likes tea."));
        await host.SayAsync("hello");

        var export = await host.SayAsync("/export");
        Assert.Contains("The user likes tea.", export, StringComparison.Ordinal);
        Assert.Contains("\"language\": \"de\"", export, StringComparison.Ordinal);
        await host.SayAsync("/forget");
        Assert.Equal("/forget yes", host.Adapter.Buttons[0]);
        Assert.Contains("is erased", await host.SayAsync(host.Adapter.Buttons[0]), StringComparison.Ordinal);

        Assert.Empty(await host.Store.Require<IMemoryStore>().ListMemoriesAsync("fake_1", all: true));
        Assert.Empty(await host.Store.Require<ISessionState>().ListStateAsync(StateScope.User("fake_1")));
        Assert.Equal("echo: again", await host.SayAsync("again"));
    }

    [Fact]
    public async Task Export_holds_titles_ratings_checkpoints_versions_and_what_only_those_keep()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("one");
        await host.SayAsync("/title Sea");
        await host.SayAsync("/feedback good because it is short");
        await host.SayAsync("/checkpoint here");
        await host.Store.Require<ISessionVersions>().SaveVersionAsync("bot_fake_1", "first draft");
        await host.SayAsync("two");
        await host.SayAsync("/undo");

        var session = Exported(await host.SayAsync("/export")).GetProperty("sessions")[0];

        Assert.Equal("Sea", session.GetProperty("title").GetString());
        var rating = Assert.Single(session.GetProperty("values").EnumerateObject(), static value => value.Name.StartsWith("feedback:", StringComparison.Ordinal)).Value;
        Assert.Equal("because it is short", rating.GetProperty("comment").GetString());
        var marks = session.GetProperty("checkpoints").EnumerateArray().ToList();
        Assert.Contains(marks, static mark => mark.TryGetProperty("label", out var label) && label.GetString() == "here" && mark.GetProperty("messages_of_history").GetInt32() == 2);
        Assert.Contains(marks, static mark => mark.TryGetProperty("description", out var description) && description.GetString() == "first draft");
        var undone = Assert.Single(marks, static mark => mark.GetProperty("made").GetString() == "Undo");
        Assert.Equal(["two", "echo: two"], undone.GetProperty("further_messages").EnumerateArray().Select(static message => message.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Export_says_what_the_file_holds_also_where_only_preferences_are_kept()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("/prefs language de");

        var export = await host.SayAsync("/export");

        Assert.Contains("0 conversation(s) of your own", export, StringComparison.Ordinal);
        Assert.Equal("de", Exported(export).GetProperty("preferences").GetProperty("language").GetString());
    }

    [Fact]
    public async Task Whoami_names_user_conversation_and_agent()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        var reply = await host.SayAsync("/whoami");

        Assert.Contains("fake_1", reply, StringComparison.Ordinal);
        Assert.Contains("bot_fake_1", reply, StringComparison.Ordinal);
        Assert.Contains("default", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_leave_no_trace_in_the_history()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.SayAsync("/start");
        await host.SayAsync("/whoami");
        Assert.Contains("No answer is being written", await host.SayAsync("/stop"), StringComparison.Ordinal);

        Assert.Empty(await host.Store.GetChatHistoryAsync("bot_fake_1"));
    }

    [Theory]
    [InlineData("/export")]
    [InlineData("/memory")]
    [InlineData("/prefs language de")]
    [InlineData("/forget yes")]
    public async Task What_concerns_a_user_alone_is_neither_shown_nor_erased_where_others_read_along(string command)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("a private word");

        await host.Adapter.Sink!.AcceptAsync([Some.Message(command) with { SessionKey = "bot_fake_1_chat_-7", IsGroup = true, Press = new(null) }], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "an answer");

        Assert.StartsWith("Others read along here.", host.Adapter.Delivered.Last().Text, StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
    }

    [Theory]
    [InlineData("/history", false, true)]
    [InlineData("/usage", false, true)]
    [InlineData("/sessions", false, false)]
    [InlineData("/history", true, false)]
    [InlineData("/new", false, false)]
    public async Task What_is_told_of_the_askers_conversations_is_refused_where_others_read_along_who_do_not_share_them(string command, bool isShared, bool isRefused)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        await host.Adapter.Sink!.AcceptAsync([Some.Message(command) with { SessionKey = "bot_fake_1_chat_-7", IsGroup = true, IsShared = isShared }], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1, "an answer");

        Assert.Equal(isRefused, host.Adapter.Delivered.Single().Text.StartsWith("Others read along here.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/prefs language de")]
    [InlineData("/memory")]
    [InlineData("/usage")]
    [InlineData("/sessions")]
    public async Task Where_a_conversation_is_shared_what_only_the_asker_sees_is_not_refused(string command)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        var answer = await AnswerAsync(host, Shared(command, "1") with { IsGroup = false });

        Assert.DoesNotContain("Others read along", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_conversation_is_shared_its_people_are_given_and_erase_their_own_alone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("a private word");
        await AnswerAsync(host, Shared("a shared word", "2"));

        var export = await AnswerAsync(host, Shared("/export", "1") with { IsGroup = false });
        var forgotten = await AnswerAsync(host, Shared("/forget yes", "1") with { IsGroup = false });

        Assert.Contains("a private word", export, StringComparison.Ordinal);
        Assert.DoesNotContain("a shared word", export, StringComparison.Ordinal);
        Assert.Contains("is everyone's, and stays", forgotten, StringComparison.Ordinal);
        Assert.Empty(await host.Store.GetChatHistoryAsync("bot_fake_1"));
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_chat_-7")).Count);
    }

    [Fact]
    public async Task Where_everyone_reads_along_usage_tells_of_the_shared_conversation_alone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        Assert.DoesNotContain("All your conversations", await AnswerAsync(host, Shared("/usage", "1")), StringComparison.Ordinal);
        Assert.Contains("All your conversations", await host.SayAsync("/usage"), StringComparison.Ordinal);
    }

    private static InboundMessage Shared(string text, string user) => Some.Message(text, user) with { SessionKey = "bot_fake_chat_-7", Address = new("-7"), IsGroup = true, IsShared = true };

    private static JsonElement Exported(string answer) => JsonDocument.Parse(answer[(answer.IndexOf("[fake_1.json]", StringComparison.Ordinal) + 13)..]).RootElement;

    private static async Task<string> AnswerAsync(TestHost host, InboundMessage message)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, "an answer");
        return host.Adapter.Delivered.Last().Text;
    }

    [Fact]
    public async Task An_unknown_command_that_may_be_for_another_bot_stays_unanswered()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        var bare = Some.Message("/nonsense") with { IsGroup = true, MayBeForOthers = true };

        await host.Adapter.Sink!.AcceptAsync([bare, bare with { DedupeId = "addressed", MayBeForOthers = false }], default);
        await Eventually.TrueAsync(() => !host.Adapter.Delivered.IsEmpty && host.Get<Turns.TurnQueue>().Lanes == 0, "the answer");

        Assert.StartsWith("I do not know", Assert.Single(host.Adapter.Delivered).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_promises_privacy_only_where_there_is_some()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        Assert.Contains("nobody else sees it", await host.SayAsync("/start"), StringComparison.Ordinal);
        await host.Adapter.Sink!.AcceptAsync([Some.Message("/start") with { IsGroup = true }], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2, "the answer");

        Assert.DoesNotContain("nobody else sees it", host.Adapter.Delivered.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_want_to_be_forgotten_is_not_and_who_mistypes_a_number_is_told_what_to_write()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("remember this");

        Assert.Equal("Nothing was erased.", await host.SayAsync("/forget no"));
        Assert.Contains("/history 20", await host.SayAsync("/history x"), StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
    }

    [Fact]
    public async Task Nobody_is_told_anything_who_presses_stop_under_the_answer_of_another()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.Adapter.Sink!.AcceptAsync([Some.Message("/stop", user: "2") with { IsGroup = true, Press = new(null) }], default);
        for (var patience = 0; patience < 2_000 && (await host.Store.Require<IInbox>().ListAsync(InboxState.Open)).Count > 0; patience++) await Task.Delay(5);
        Assert.Equal("echo: next", await host.SayAsync("next", user: "2"));
    }

    private static async IAsyncEnumerable<AgentUpdate> WaitAsync(Task gate, string answer)
    {
        await gate;
        yield return answer;
    }
}
