using System.Runtime.CompilerServices;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>A question that got no answer is the last one all the same: it is the one that is asked again, changed, and taken back.</summary>
public sealed class UnansweredTests : IAsyncLifetime
{
    private readonly MemorySessionStore _store = new();
    private readonly List<AgentRequest> _asked = [];
    private volatile Trouble _trouble;
    private TestHost _host = null!;

    private ISessionState State => _store.Find<ISessionState>()!;

    public enum Trouble
    {
        None,
        Failure,
        Silence,
        Bug,
        Stop,
        Timeout,
    }

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(Trouble.Failure)]
    [InlineData(Trouble.Silence)]
    [InlineData(Trouble.Bug)]
    [InlineData(Trouble.Stop)]
    [InlineData(Trouble.Timeout)]
    public async Task Retry_asks_it_again_and_what_was_answered_before_stays(Trouble trouble)
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(trouble, Message("2", "two"));
        Assert.Equal(["one", "re: one"], await HistoryAsync());

        Assert.Equal("re: two", await SayAsync(Message("8", "/retry")));

        Assert.Equal(["one", "re: one"], _asked[^1].History.Select(static message => message.Content));
        Assert.Equal(["one", "re: one", "two", "re: two"], await HistoryAsync());
        Assert.Equal("re: two", await SayAsync(Message("9", "/retry")));
        Assert.Equal(4, (await HistoryAsync()).Count);
    }

    [Fact]
    public async Task An_edit_of_it_offers_to_answer_it_and_takes_nothing_back()
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(Trouble.Stop, Message("2", "tow"));

        Assert.Contains("was not answered", await SayAsync(Message("2", "two") with { IsEdit = true }), StringComparison.Ordinal);
        Assert.Equal("re: two", await SayAsync(Message("99", Assert.Single(_host.Adapter.Buttons)) with { Press = new(null) }));

        Assert.Equal(["one", "re: one", "two", "re: two"], await HistoryAsync());
        Assert.Contains("last question", await SayAsync(Message("2", "zwei") with { IsEdit = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_asks_it_as_it_was_mended()
    {
        await FailAsync(Trouble.Failure, Message("1", "tow"));
        await SayAsync(Message("1", "two") with { IsEdit = true });

        Assert.Equal("re: two", await SayAsync(Message("8", "/retry")));
        Assert.Equal(["two", "re: two"], await HistoryAsync());
    }

    [Fact]
    public async Task Undo_drops_it_and_leaves_alone_what_was_said_before()
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(Trouble.Failure, Message("2", "two"));

        Assert.Contains("was not answered", await SayAsync(Message("8", "/undo")), StringComparison.Ordinal);
        Assert.Equal(["one", "re: one"], await HistoryAsync());
        Assert.Equal("re: one", await SayAsync(Message("8", "/retry")));

        Assert.Contains("Taken back: “one”", await SayAsync(Message("9", "/undo")), StringComparison.Ordinal);
        Assert.Empty(await HistoryAsync());
    }

    [Fact]
    public async Task Taking_it_back_again_after_a_crash_takes_nothing_else_back()
    {
        await FailAsync(Trouble.Failure, Message("1", "one"));
        var unanswered = _host.Get<Unanswered>();

        Assert.True(await unanswered.TakeBackAsync("bot_fake_1", 7, default));
        Assert.True(await unanswered.TakeBackAsync("bot_fake_1", 7, default));
        Assert.False(await unanswered.TakeBackAsync("bot_fake_1", 8, default));
    }

    [Fact]
    public async Task It_is_over_as_soon_as_something_is_answered_and_taking_that_back_does_not_bring_it_up_again()
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(Trouble.Failure, Message("2", "two"));
        await SayAsync(Message("3", "three"));

        Assert.Equal("re: three", await SayAsync(Message("8", "/retry")));
        Assert.Contains("Taken back: “three”", await SayAsync(Message("8", "/undo")), StringComparison.Ordinal);
        Assert.Equal("re: one", await SayAsync(Message("8", "/retry")));
        Assert.Equal(["one", "re: one"], await HistoryAsync());
    }

    [Fact]
    public async Task It_survives_a_restart_with_its_parts_and_its_files_are_read_then()
    {
        await FailAsync(Trouble.Failure, Photo("1", "look", "album"), Photo("2", "", "album"));
        await _host.DisposeAsync();
        await StartAsync();

        await SayAsync(Message("8", "/retry"));
        Assert.Equal(2, _asked[^1].Attachments.Count);
        Assert.Equal("[The user sent a photo.]\n\n[The user sent a photo.]\n\nlook", _asked[^1].Prompt);

        Assert.Contains("last question", await SayAsync(Photo("2", "closely", null) with { IsEdit = true }), StringComparison.Ordinal);
        await SayAsync(Message("99", Assert.Single(_host.Adapter.Buttons)) with { Press = new(null) });
        Assert.EndsWith("look\nclosely", _asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_conversation_has_none_and_the_old_one_still_has_it()
    {
        await FailAsync(Trouble.Failure, Message("1", "one"));
        await SayAsync(Message("7", "/new"));

        Assert.Contains("no question", await SayAsync(Message("8", "/retry")), StringComparison.Ordinal);
        await SayAsync(Message("8", "/sessions main"));
        Assert.Equal("re: one", await SayAsync(Message("8", "/retry")));
    }

    [Fact]
    public async Task A_message_that_is_deleted_is_not_asked_again()
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(Trouble.Failure, Message("2", "two"));
        await SayAsync(Message("2", "secret") with { IsEdit = true });
        await _host.Adapter.Sink!.AcceptAsync([Message("2", "") with { IsDeletion = true }], default);
        await Eventually.TrueAsync(() => _host.Get<TurnQueue>().Lanes == 0, "the deletion");

        Assert.DoesNotContain(await State.ListStateAsync(StateScope.Session("bot_fake_1")), static pair => pair.Value.Value.ToString()!.Contains("two", StringComparison.Ordinal) || pair.Value.Value.ToString()!.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("re: one", await SayAsync(Message("8", "/retry")));
    }

    [Fact]
    public async Task Forget_erases_it_wherever_it_was_asked()
    {
        await FailAsync(Trouble.Failure, Message("1", "secret") with { SessionKey = "bot_fake_1_chat_-7", IsGroup = true });
        Assert.NotEmpty(await State.ListStateAsync(StateScope.Session("bot_fake_1_chat_-7")));

        await SayAsync(Message("8", "/forget yes"));

        Assert.Empty(await State.ListStateAsync(StateScope.Session("bot_fake_1_chat_-7")));
        Assert.Empty(await State.GetStateHistoryAsync(StateScope.Session("bot_fake_1_chat_-7"), "unanswered"));
        Assert.False(await _store.SessionExistsAsync("bot_fake_1_chat_-7"));
    }

    [Fact]
    public async Task An_answer_again_that_fails_leaves_the_question_to_be_asked_once_more()
    {
        await SayAsync(Message("1", "one"));
        await FailAsync(Trouble.Failure, Message("2", "two"));
        await FailAsync(Trouble.Stop, Message("8", "/retry"));

        Assert.Equal("re: two", await SayAsync(Message("9", "/retry")));
        Assert.Equal(["one", "re: one", "two", "re: two"], await HistoryAsync());
    }

    private async Task StartAsync()
    {
        _host = await TestHost.StartAsync(Some.Agent(AnswerAsync), _store, seesPictures: true);
        foreach (var id in new[] { "p1", "p2" }) _host.Adapter.Files[id] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
    }

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _asked.Add(request);
        if (_trouble is Trouble.Failure) throw new AgentException("The model is away.");
        if (_trouble is Trouble.Bug) throw new InvalidOperationException("Nobody thought of this.");
        if (_trouble is Trouble.Silence) yield break;
        yield return "re: ";
        if (_trouble is Trouble.Stop or Trouble.Timeout) await Task.Delay(Timeout.Infinite, cancellationToken);
        yield return request.Prompt;
    }

    private async Task FailAsync(Trouble trouble, params InboundMessage[] messages)
    {
        _trouble = trouble;
        var (asked, told) = (_asked.Count, _host.Adapter.Delivered.Count);
        await _host.Adapter.Sink!.AcceptAsync(messages, default);
        await Eventually.TrueAsync(() => _asked.Count > asked, "the question");
        if (trouble is Trouble.Stop) await _host.Adapter.Sink!.AcceptAsync([Message("98", "/stop")], default);
        if (trouble is Trouble.Timeout) _host.Get<RunningTurns>().Cut("bot_fake_1", TurnCut.TimedOut);
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count > told && _host.Get<TurnQueue>().Lanes == 0, "the end of it");
        _trouble = Trouble.None;
    }

    private async Task<string> SayAsync(params InboundMessage[] messages)
    {
        var before = _host.Adapter.Delivered.Count;
        await _host.Adapter.Sink!.AcceptAsync(messages, default);
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count > before && _host.Get<TurnQueue>().Lanes == 0, $"an answer to {messages[^1].Text}");
        return _host.Adapter.Delivered.Last().Text;
    }

    private async Task<List<string>> HistoryAsync() => [.. (await _store.GetChatHistoryAsync("bot_fake_1")).Select(static message => message.Content)];

    private static InboundMessage Message(string id, string text) => Some.Message(text) with { Address = new("1", null, id) };

    private static InboundMessage Photo(string id, string caption, string? album) =>
        Message(id, caption) with { Attachments = [new(AttachmentKind.Photo, "p" + id)], Part = album is null ? null : new(long.Parse(id, null)) { Album = album } };
}
