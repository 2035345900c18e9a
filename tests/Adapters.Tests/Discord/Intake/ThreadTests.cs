using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Fakes;
using Bots.Fakes.Discord.World;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Discord.Intake;

/// <summary>Threads that the bot opens, threads it is asked into, and forum posts.</summary>
public sealed class ThreadTests : IAsyncLifetime
{
    private const string OpenThread = "POST /channels/{channel_id}/messages/{message_id}/threads";

    private DiscordBed _bed = null!;

    public async Task InitializeAsync()
    {
        _bed = await DiscordBed.ConnectedAsync(static options => (options.Threads, options.MessageContentIntent) = (true, true));
        _bed.SlowDown();
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_question_in_a_channel_opens_a_thread_that_is_the_conversation()
    {
        var asked = await AskAsync(_bed.Channel, "how do I bake bread?");
        await AnswerAsync(asked, "With flour.");
        var thread = _bed.Fake.Channel(asked.Address.MessageId!);

        // Nobody has to mention the bot in its own thread.
        var next = await SayAsync(thread, "and then?");
        await AnswerAsync(next, "With water.");

        Assert.Equal(("how do I bake bread?", $"bot_discord_{_bed.Ann.Id}_chat_{_bed.Channel.Id}_thread_{thread.Id}"), (thread.Name, asked.SessionKey));
        Assert.Equal(asked.SessionKey, next.SessionKey);
        Assert.Equal(["With flour.", "With water."], thread.BotTexts);
        Assert.Empty(_bed.Channel.BotTexts);
        Assert.Null(thread.Messages[0].ReplyTo);
    }

    [Fact]
    public async Task A_replayed_question_has_the_thread_it_had()
    {
        _bed.Fake.Rest.LoseAnswer(OpenThread);

        var asked = await AskAsync(_bed.Channel, "hello");

        Assert.Equal(asked.Address.MessageId, asked.Address.ThreadId);
        Assert.Equal(2, _bed.Fake.Requests.Count(static request => request.Route == OpenThread));
    }

    [Fact]
    public async Task Without_the_permission_the_answer_is_a_reply_and_that_is_explained_once()
    {
        _bed.Channel.ThreadRefusal = 50013;

        var one = await AskAsync(_bed.Channel, "one");
        await AskAsync(_bed.Channel, "two");
        await AnswerAsync(one, "an answer");

        Assert.Equal(($"bot_discord_{_bed.Ann.Id}_chat_{_bed.Channel.Id}", null), (one.SessionKey, one.Address.ThreadId));
        Assert.Contains("Create Public Threads", _bed.Channel.BotTexts[0], StringComparison.Ordinal);
        Assert.Equal((2, "an answer"), (_bed.Channel.BotTexts.Count, _bed.Channel.BotTexts[1]));
        Assert.Equal(one.Address.MessageId, _bed.Channel.Messages[^1].ReplyTo?.Id);
    }

    [Theory]
    [InlineData(50013)]
    [InlineData(50001)]
    public async Task Where_threads_take_no_messages_the_answer_is_a_reply_and_no_more_are_opened(int code)
    {
        _bed.Channel.InThreadsRefusal = code;
        var one = await AskAsync(_bed.Channel, "one");
        Assert.Equal(one.DedupeId, one.Address.ThreadId);

        await AnswerAsync(one, "an answer");
        var two = await AskAsync(_bed.Channel, "two");
        await AnswerAsync(two, "another");

        Assert.Null(two.Address.ThreadId);
        Assert.Equal(["an answer", "another"], _bed.Channel.BotTexts.Where(static text => !text.Contains("Send Messages in Threads", StringComparison.Ordinal)));
        Assert.Equal(3, _bed.Channel.BotTexts.Count);
        Assert.Equal(one.DedupeId, _bed.Channel.Messages.Single(static message => message.Content == "an answer").ReplyTo?.Id);
        Assert.Single(_bed.Logs.Warnings, static line => line.Contains("Send Messages in Threads", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_threads_took_no_messages_one_is_opened_again_after_an_hour()
    {
        _bed.Channel.InThreadsRefusal = 50013;
        await AnswerAsync(await AskAsync(_bed.Channel, "one"), "an answer");
        _bed.Channel.InThreadsRefusal = null;
        Assert.Null((await AskAsync(_bed.Channel, "two")).Address.ThreadId);
        _bed.Clock.Advance(TimeSpan.FromMinutes(61));
        await _bed.UpAsync();

        var three = await AskAsync(_bed.Channel, "three");

        Assert.Equal(three.DedupeId, three.Address.ThreadId);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_at_all_the_answer_is_kept_and_the_channel_is_named()
    {
        var asked = await AskAsync(_bed.Channel, "one");
        _bed.Channel.InThreadsRefusal = 50013;
        _bed.Channel.Refusal = 50013;

        var outcome = Assert.IsType<DeliveryOutcome.Parked>(await _bed.Adapter.DeliverAsync(Entry(asked, "an answer"), static (_, _) => default, default));

        Assert.Equal((true, _bed.Channel.Id), (outcome.NeedsOperator, outcome.Place));
    }

    [Fact]
    public async Task What_is_asked_in_a_thread_of_others_is_not_answered_elsewhere()
    {
        var first = _bed.Fake.UserSays(_bed.Channel, _bed.Fake.AddUser("Bob"), "Who wants tea?");
        var asked = await AskAsync(_bed.Fake.AddThread(_bed.Channel, "Tea", first.Author, first.Id), "is it healthy?");
        _bed.Channel.InThreadsRefusal = 50013;

        Assert.IsType<DeliveryOutcome.Parked>(await _bed.Adapter.DeliverAsync(Entry(asked, "an answer"), static (_, _) => default, default));

        Assert.Empty(_bed.Channel.BotTexts);
    }

    [Theory]
    [InlineData(160006)]
    [InlineData(50024)]
    public async Task Where_there_can_be_no_thread_the_answer_is_a_reply(int code)
    {
        _bed.Channel.ThreadRefusal = code;

        Assert.Null((await AskAsync(_bed.Channel, "hello")).Address.ThreadId);

        Assert.Empty(_bed.Channel.BotTexts);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task A_thread_that_takes_too_long_is_done_without_and_holds_nobody_up(int status)
    {
        if (status == 429) _bed.Fake.Rest.Limit("user", TimeSpan.FromSeconds(20), OpenThread);
        else _bed.Fake.Rest.Fail(status, OpenThread, 1000);
        var asked = _bed.Fake.UserSays(_bed.Channel, _bed.Ann, $"<@{_bed.Fake.Bot.Id}> one");
        await Eventually.TrueAsync(() => _bed.Fake.Requests.Any(request => request.Route == OpenThread), "a thread is asked for");

        var run = _bed.Fake.UserRuns(_bed.Dm, _bed.Ann, "help");
        await Eventually.TrueAsync(() => run.ResponseType is not null, "a first response");
        Assert.Null((await AcceptedAsync(asked)).Address.ThreadId);
        var tries = _bed.Fake.Requests.Count(static request => request.Route == OpenThread);
        await SayAsync(_bed.Dm, "hello");
        Assert.Null((await AskAsync(_bed.Channel, "two")).Address.ThreadId);

        Assert.Equal(["/help", "one", "hello", "two"], _bed.Sink.Texts);
        Assert.Equal(tries, _bed.Fake.Requests.Count(static request => request.Route == OpenThread));
    }

    [Fact]
    public async Task For_whom_nobody_answers_no_thread_is_opened()
    {
        _bed.Options.Admits = static message => Task.FromResult(message.Text != "let me in");

        Assert.Null((await AskAsync(_bed.Channel, "let me in")).Address.ThreadId);

        Assert.DoesNotContain(_bed.Fake.Requests, static request => request.Route == OpenThread);
    }

    [Fact]
    public async Task Commands_and_direct_messages_open_none()
    {
        Assert.Null((await AskAsync(_bed.Channel, "/help")).Address.ThreadId);
        Assert.Null((await SayAsync(_bed.Dm, "hello")).Address.ThreadId);

        Assert.DoesNotContain(_bed.Fake.Requests, static request => request.Route == OpenThread);
    }

    [Fact]
    public async Task Sending_brings_an_archived_thread_back()
    {
        var asked = await AskAsync(_bed.Channel, "hello");
        var entry = Entry(asked, "the answer");
        await using var stream = _bed.Adapter.OpenReply(asked, null, static (_, _) => default);
        stream.Append("An answer that is long enough to be shown");
        var thread = _bed.Fake.Channel(asked.Address.ThreadId!);
        await Eventually.TrueAsync(() => thread.BotTexts.Count == 1, "a preview");
        var preview = await stream.CompleteAsync(default);
        thread.IsArchived = true;

        await DeliverAsync(entry with { Message = entry.Message with { PreviewId = preview } });

        Assert.Equal((false, "the answer"), (thread.IsArchived, thread.BotTexts[^1]));
    }

    [Fact]
    public async Task A_change_of_the_question_belongs_to_its_thread()
    {
        var asked = await AskAsync(_bed.Channel, "hello");
        var said = _bed.Channel.Messages.Single(message => message.Id == asked.DedupeId);

        _bed.Fake.UserEdits(said, $"<@{_bed.Fake.Bot.Id}> good morning");
        await _bed.AcceptedAsync("good morning");
        _bed.Fake.Delete(said);
        await Eventually.TrueAsync(() => _bed.Sink.Accepted[^1].IsDeletion, "the deletion");

        Assert.All(_bed.Sink.Accepted, message => Assert.Equal((asked.SessionKey, asked.Address), (message.SessionKey, message.Address)));
    }

    [Fact]
    public async Task A_forum_post_is_a_conversation_whose_beginning_counts()
    {
        var forum = _bed.Fake.AddForum(_bed.Channel.Guild!);

        var post = _bed.Fake.UserPosts(forum, _bed.Ann, "Bread", $"<@{_bed.Fake.Bot.Id}> how is it baked?");
        var asked = await AcceptedAsync(post);
        var next = await SayAsync(post.Channel, "and then?");

        Assert.Equal($"bot_discord_{_bed.Ann.Id}_chat_{forum.Id}_thread_{post.Id}", asked.SessionKey);
        Assert.Equal((asked.SessionKey, "[This is a post in a forum titled “Bread”.]", ""), (next.SessionKey, asked.Context, next.Context));
        await AnswerAsync(asked, "With heat.");
        Assert.Equal(["With heat."], post.Channel.BotTexts);
    }

    [Fact]
    public async Task Whoever_asks_the_bot_into_a_post_need_not_repeat_how_it_began()
    {
        var post = _bed.Fake.UserPosts(_bed.Fake.AddForum(_bed.Channel.Guild!), _bed.Fake.AddUser("Bob"), "Bread", "My bread is flat.");

        await SayAsync(post.Channel, "not for the bot", expectTaken: false);
        var asked = await AskAsync(post.Channel, "why is that?");
        var next = await AskAsync(post.Channel, "are you sure?");

        Assert.Equal("[This is a post in a forum titled “Bread”.]\n[It began with this message of Bob:]\n> My bread is flat.", asked.Context);
        Assert.Equal("", next.Context);
        Assert.DoesNotContain("not for the bot", _bed.Sink.Texts);
    }

    [Fact]
    public async Task In_a_thread_of_others_the_bot_is_told_what_it_began_with()
    {
        var first = _bed.Fake.UserSays(_bed.Channel, _bed.Fake.AddUser("Bob"), "Who wants tea?");
        var thread = _bed.Fake.AddThread(_bed.Channel, "Tea", first.Author, first.Id);

        var asked = await AskAsync(thread, "is it healthy?");

        Assert.Equal("[This is a thread titled “Tea”.]\n[It began with this message of Bob:]\n> Who wants tea?", asked.Context);
        Assert.DoesNotContain(_bed.Fake.Requests, static request => request.Route == OpenThread);
    }

    [Fact]
    public async Task In_the_scope_of_threads_everyone_shares_the_thread_that_was_opened()
    {
        _bed.Options.Scope = DiscordScope.Thread;

        var asked = await AskAsync(_bed.Channel, "hello");

        Assert.Equal(($"bot_discord_chat_{_bed.Channel.Id}_thread_{asked.DedupeId}", true), (asked.SessionKey, asked.IsShared));
    }

    private Task<InboundMessage> AskAsync(FakeChannel channel, string text) => SayAsync(channel, $"<@{_bed.Fake.Bot.Id}> {text}");

    private async Task<InboundMessage> SayAsync(FakeChannel channel, string text, bool expectTaken = true)
    {
        var said = _bed.Fake.UserSays(channel, _bed.Ann, text);
        return expectTaken ? await AcceptedAsync(said) : null!;
    }

    private async Task<InboundMessage> AcceptedAsync(FakeMessage said)
    {
        await Eventually.TrueAsync(() => _bed.Sink.Accepted.Any(message => message.DedupeId == said.Id), said.Content);
        return _bed.Sink.Accepted.Single(message => message.DedupeId == said.Id);
    }

    private Task AnswerAsync(InboundMessage message, string text) => DeliverAsync(Entry(message, text));

    private async Task DeliverAsync(OutboxEntry entry) => Assert.IsType<DeliveryOutcome.Delivered>(await _bed.Adapter.DeliverAsync(entry, static (_, _) => default, default));

    private OutboxEntry Entry(InboundMessage message, string text) => new(1, _bed.Adapter.Render(message, new(text)).Single()) { CreatedAt = _bed.Clock.GetUtcNow() };
}
