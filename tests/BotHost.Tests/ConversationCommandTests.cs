using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>The commands around conversations: switch, name, branch, mark, go back.</summary>
public sealed class ConversationCommandTests
{
    [Fact]
    public async Task Sessions_lists_the_conversations_of_the_place_and_a_button_switches_back()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("about the sea");
        await host.SayAsync("/new");
        await host.SayAsync("about the mountains");

        var list = await host.SayAsync("/sessions");
        Assert.Contains("**about the mountains** (here)", list, StringComparison.Ordinal);
        Assert.Contains("about the sea", list, StringComparison.Ordinal);
        Assert.Equal(["/sessions main"], host.Adapter.Buttons);

        Assert.Contains("about the sea", await host.SayAsync(host.Adapter.Buttons[0]), StringComparison.Ordinal);
        Assert.Contains("about the sea", await host.SayAsync("/history"), StringComparison.Ordinal);
        await host.SayAsync("more of it");
        Assert.Equal(4, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
    }

    [Fact]
    public async Task A_conversation_can_be_chosen_by_its_number_and_by_its_title()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("first");
        await host.SayAsync("/title Sea");
        await host.SayAsync("/new");
        await host.SayAsync("second");

        Assert.Contains("“Sea”", await host.SayAsync("/sessions 2"), StringComparison.Ordinal);
        Assert.Contains("“second”", await host.SayAsync("/sessions second"), StringComparison.Ordinal);
        Assert.Contains("no conversation", await host.SayAsync("/sessions 3"), StringComparison.Ordinal);
        var command = host.Get<IEnumerable<IChatCommand>>().Single(static command => command.Name == "sessions");
        Assert.Equal(["Sea"], await command.SuggestAsync(Some.Message(""), "SEA", default));
    }

    [Fact]
    public async Task In_a_group_people_come_back_to_their_own_conversations_and_titles_are_not_shown()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await InGroupAsync(host, "1", "about the sea");
        Assert.Contains("`/sessions` leads back", await InGroupAsync(host, "1", "/new"), StringComparison.Ordinal);
        var back = Assert.Single(host.Adapter.Buttons);
        await InGroupAsync(host, "1", "about the mountains");
        await InGroupAsync(host, "2", "something else");

        var list = await InGroupAsync(host, "1", "/sessions");

        Assert.DoesNotContain("about", list, StringComparison.Ordinal);
        Assert.Equal(2, list.Split('\n').Count(static line => line.Contains("2 messages", StringComparison.Ordinal)));
        Assert.Equal([back], host.Adapter.Buttons);
        Assert.DoesNotContain("about", await InGroupAsync(host, "1", back), StringComparison.Ordinal);
        await InGroupAsync(host, "1", "more of it");
        Assert.Equal(4, (await host.Store.GetChatHistoryAsync("bot_fake_1_chat_-7")).Count);
    }

    [Fact]
    public async Task Where_a_conversation_is_shared_everyone_finds_the_old_ones()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await InSharedAsync(host, "1", "about the sea");
        var opened = await InSharedAsync(host, "1", "/new");
        await InSharedAsync(host, "1", "about the mountains");

        Assert.DoesNotContain("/forget", opened, StringComparison.Ordinal);
        Assert.Contains("about the sea", await InSharedAsync(host, "2", "/sessions"), StringComparison.Ordinal);
        Assert.Contains("about the sea", await InSharedAsync(host, "2", Assert.Single(host.Adapter.Buttons)), StringComparison.Ordinal);
        await InSharedAsync(host, "2", "/branch");
        await InSharedAsync(host, "2", "twig");
        await InSharedAsync(host, "1", "/sessions main");
        await InSharedAsync(host, "1", "more of it");
        Assert.Equal(4, (await host.Store.GetChatHistoryAsync("bot_fake_chat_-7")).Count);
        Assert.Contains("no conversation", await InSharedAsync(host, "1", "/sessions new_77"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_conversation_is_shared_its_own_list_is_suggested_to_everyone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("my private bread");
        await InSharedAsync(host, "2", "our bread");
        await InSharedAsync(host, "2", "/new");
        await InSharedAsync(host, "2", "our breadsticks");
        var command = host.Get<IEnumerable<IChatCommand>>().Single(static command => command.Name == "sessions");

        var suggested = await command.SuggestAsync(InShared("1", "/sessions bread") with { IsGroup = false }, "bread", default);
        var overheard = await command.SuggestAsync(Some.Message("") with { IsGroup = true }, "bread", default);

        Assert.Equal(["our breadsticks", "our bread"], suggested);
        Assert.Empty(overheard);
    }

    [Fact]
    public async Task A_listing_asks_the_store_for_the_conversations_of_the_place_alone()
    {
        var store = new WatchedStore(new());
        await using var host = await TestHost.StartAsync(Some.Echo(), store);
        await InSharedAsync(host, "1", "about the sea");
        await InSharedAsync(host, "1", "/new");
        await InSharedAsync(host, "1", "about the mountains");

        Assert.Contains("about the sea", await InSharedAsync(host, "2", "/sessions"), StringComparison.Ordinal);

        Assert.NotEmpty(store.Asked);
        Assert.All(store.Asked, static query => Assert.True(query is { Limit: not null, IdPrefix: { } prefix } && prefix.StartsWith("bot_fake_chat_-7_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_finds_what_the_list_is_too_short_for_and_an_empty_conversation_needs_no_way_back()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("/new");
        Assert.Empty(host.Adapter.Buttons);
        await host.SayAsync("first");
        await host.SayAsync("/new");
        var back = Assert.Single(host.Adapter.Buttons);
        foreach (var number in Enumerable.Range(1, 11))
        {
            await host.SayAsync($"later {number}");
            await host.SayAsync("/new");
        }

        Assert.DoesNotContain("first", await host.SayAsync("/sessions"), StringComparison.Ordinal);
        Assert.Contains("“first”", await host.SayAsync(back), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sessions bot_fake_2")]
    [InlineData("/sessions 2")]
    [InlineData("/sessions new_1")]
    [InlineData("/sessions ../2")]
    public async Task Nobody_switches_into_a_conversation_of_another(string command)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("secret", user: "2");
        await host.SayAsync("mine", user: "1");

        Assert.Contains("no conversation", await host.SayAsync(command, user: "1"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await host.SayAsync("/sessions", user: "1"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await host.SayAsync("/history", user: "1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bot_telegram_1", "bot_telegram_1", "main")]
    [InlineData("bot_telegram_1", "bot_telegram_1_new_12", "new_12")]
    [InlineData("bot_telegram_1", "bot_telegram_1_branch_5", "branch_5")]
    [InlineData("bot_telegram_1", "bot_telegram_1_chat_-100777", null)]
    [InlineData("bot_telegram_1", "bot_telegram_1_chat_-100777_new_3", null)]
    [InlineData("bot_telegram_1", "bot_telegram_12", null)]
    [InlineData("bot_telegram_1", "bot_telegram_1_new_", null)]
    [InlineData("bot_telegram_1", "bot_telegram_1_new_1x", null)]
    public void A_conversation_belongs_to_the_place_whose_key_it_carries(string key, string session, string? name) =>
        Assert.Equal(name, Conversations.NameOf(key, session));

    [Fact]
    public async Task A_branch_goes_its_own_way_and_a_button_leads_back()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        Assert.Contains("empty so far", await host.SayAsync("/branch"), StringComparison.Ordinal);
        await host.SayAsync("trunk");

        await host.SayAsync("/branch What if");
        var back = Assert.Single(host.Adapter.Buttons);
        await host.SayAsync("twig");

        Assert.Contains("trunk", await host.SayAsync("/history"), StringComparison.Ordinal);
        Assert.Equal(2, (await host.Store.GetChatHistoryAsync("bot_fake_1")).Count);
        await host.SayAsync(back);
        Assert.DoesNotContain("twig", await host.SayAsync("/history"), StringComparison.Ordinal);
        Assert.Contains("What if", await host.SayAsync("/sessions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_is_come_back_to_and_going_back_can_be_undone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        Assert.Contains("nothing to mark", await host.SayAsync("/checkpoint start"), StringComparison.Ordinal);
        await host.SayAsync("one");
        await host.SayAsync("/checkpoint start");
        await host.SayAsync("two");

        Assert.Contains("start", await host.SayAsync("/restore"), StringComparison.Ordinal);
        Assert.Contains("2 messages", await host.SayAsync("/restore start"), StringComparison.Ordinal);
        var undo = Assert.Single(host.Adapter.Buttons);
        Assert.DoesNotContain("two", await host.SayAsync("/history"), StringComparison.Ordinal);
        await host.SayAsync(undo);
        Assert.Contains("two", await host.SayAsync("/history"), StringComparison.Ordinal);
        Assert.Contains("no place", await host.SayAsync("/restore nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_puts_a_new_answer_in_the_place_of_the_old_one()
    {
        var answers = 0;
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => Some.Pieces($"answer {++answers} to {request.Prompt} after {request.History.Count}")));
        Assert.Contains("no question", await host.SayAsync("/retry"), StringComparison.Ordinal);
        await host.SayAsync("one");
        await host.SayAsync("two");

        Assert.Equal("answer 3 to two after 2", await host.SayAsync("/retry"));

        Assert.Equal(["one", "answer 1 to one after 0", "two", "answer 3 to two after 2"], (await host.Store.GetChatHistoryAsync("bot_fake_1")).Select(static message => message.Content));
        Assert.Contains("before a second answer", await host.SayAsync("/restore"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_are_checked_kept_and_removed_for_the_user_alone()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());

        Assert.Contains("`de` now", await host.SayAsync("/prefs language de"), StringComparison.Ordinal);
        Assert.Contains("`Europe/Berlin` now", await host.SayAsync("/prefs timezone Europe/Berlin"), StringComparison.Ordinal);
        Assert.Contains("time zone is a name", await host.SayAsync("/prefs timezone Mars/Olympus"), StringComparison.Ordinal);
        Assert.Contains("A language is a tag", await host.SayAsync("/prefs language !"), StringComparison.Ordinal);
        Assert.Contains("no preference", await host.SayAsync("/prefs colour red"), StringComparison.Ordinal);
        Assert.Contains("`language`: `de`", await host.SayAsync("/prefs"), StringComparison.Ordinal);
        Assert.Contains("`language`: not set", await host.SayAsync("/prefs", user: "2"), StringComparison.Ordinal);
        await host.SayAsync("/prefs language -");
        Assert.Contains("`language`: not set", await host.SayAsync("/prefs"), StringComparison.Ordinal);
        Assert.Equal("Europe/Berlin", (await host.Store.Require<ISessionState>().GetStateAsync(StateScope.User("fake_1"), "timezone"))?.Value?.GetString());
    }

    [Fact]
    public async Task Usage_counts_answers_and_feedback_rates_the_last_one()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        Assert.Contains("no answer to rate", await host.SayAsync("/feedback good"), StringComparison.Ordinal);
        await host.SayAsync("one");
        await host.SayAsync("/new");
        await host.SayAsync("two");

        var usage = await host.SayAsync("/usage");
        Assert.Contains("answers: 1", usage, StringComparison.Ordinal);
        Assert.Contains("All your conversations (2)**\n- answers: 2", usage, StringComparison.Ordinal);
        await host.SayAsync("/feedback");
        Assert.Equal(["/feedback good", "/feedback bad"], host.Adapter.Buttons);
        Assert.Contains("noted", await host.SayAsync("/feedback bad too long"), StringComparison.Ordinal);
        Assert.Equal(1, (await Bots.Agents.Analytics.SessionAnalytics.OfUserAsync(host.Store, "fake_1")).Bad);
    }

    [Theory]
    [InlineData("/undo")]
    [InlineData("/retry")]
    public async Task A_rating_goes_with_the_answer_that_is_taken_back(string command)
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("one");
        await host.SayAsync("/feedback good");
        await host.SayAsync("two");
        await host.SayAsync("/feedback bad");
        Assert.Equal((1, 1), await RatingsAsync(host));

        await host.SayAsync(command);
        Assert.Equal((1, 0), await RatingsAsync(host));
        await host.SayAsync("three");
        Assert.Equal((1, 0), await RatingsAsync(host));
    }

    private static async Task<(int Good, int Bad)> RatingsAsync(TestHost host) =>
        await Bots.Agents.Analytics.SessionAnalytics.OfUserAsync(host.Store, "fake_1") is var found ? (found.Good, found.Bad) : default;

    private static Task<string> InGroupAsync(TestHost host, string user, string text) =>
        SayAsync(host, Some.Message(text, user) with { SessionKey = $"bot_fake_{user}_chat_-7", Address = new("-7"), IsGroup = true });

    private static Task<string> InSharedAsync(TestHost host, string user, string text) =>
        SayAsync(host, InShared(user, text));

    private static InboundMessage InShared(string user, string text) =>
        Some.Message(text, user) with { SessionKey = "bot_fake_chat_-7", Address = new("-7"), IsGroup = true, IsShared = true };

    private static async Task<string> SayAsync(TestHost host, InboundMessage message)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, $"an answer to {message.Text}");
        return host.Adapter.Delivered.Last().Text;
    }

    /// <summary>Notes what the catalog is asked for.</summary>
    private sealed class WatchedStore(MemorySessionStore inner) : ISessionStore, ICapabilitySource, ISessionCatalog
    {
        public ConcurrentQueue<SessionQuery?> Asked { get; } = [];

        public TCapability? FindCapability<TCapability>() where TCapability : class => this as TCapability ?? inner.Find<TCapability>();

        public IAsyncEnumerable<SessionData> ListSessionsAsync(SessionQuery? query = null, CancellationToken cancellationToken = default)
        {
            Asked.Enqueue(query);
            return inner.ListSessionsAsync(query, cancellationToken);
        }

        public ValueTask<SessionData?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default) => inner.GetSessionAsync(sessionId, cancellationToken);

        public ValueTask<bool> UpdateSessionAsync(string sessionId, SessionChange change, CancellationToken cancellationToken = default) =>
            inner.UpdateSessionAsync(sessionId, change, cancellationToken);

        public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
            inner.AddMessageAsync(sessionId, role, content, metadata, cancellationToken);

        public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
            inner.GetChatHistoryAsync(sessionId, maxMessages, cancellationToken);

        public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => inner.ClearSessionAsync(sessionId, cancellationToken);

        public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => inner.DeleteSessionAsync(sessionId, cancellationToken);

        public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => inner.SessionExistsAsync(sessionId, cancellationToken);
    }
}
