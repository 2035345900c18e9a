using Bots.Adapters;
using Bots.Fakes;
using Bots.Fakes.Discord.World;

namespace Bots.Adapters.Tests.Discord.Intake;

/// <summary>What users change and delete on Discord reaches the host.</summary>
public sealed class EditedMessageTests : IAsyncLifetime
{
    private DiscordBed _bed = null!;

    public async Task InitializeAsync() => _bed = await DiscordBed.ConnectedAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_changed_message_comes_as_an_edit_of_the_same_message()
    {
        var said = await SayAsync(_bed.Dm, "one");

        _bed.Fake.UserEdits(said, "two");
        await _bed.AcceptedAsync("two");

        var (before, after) = (_bed.Sink.Accepted[0], _bed.Sink.Accepted[1]);
        Assert.True(after.IsEdit);
        Assert.Equal((before.SessionKey, before.Address), (after.SessionKey, after.Address));
    }

    [Fact]
    public async Task Every_change_comes_once_and_a_link_that_unfolds_is_none()
    {
        var said = await SayAsync(_bed.Dm, "one");
        _bed.Fake.Unfold(said);
        _bed.Fake.UserEdits(said, "two");
        _bed.Fake.Unfold(said);
        await _bed.AcceptedAsync("two");
        _bed.Clock.Advance(TimeSpan.FromSeconds(1));
        _bed.Fake.UserEdits(said, "three");

        await _bed.AcceptedAsync("three");

        Assert.Equal(["one", "two", "three"], _bed.Sink.Texts);
    }

    [Fact]
    public async Task What_others_change_is_not_taken_in()
    {
        var said = _bed.Fake.UserSays(_bed.Channel, _bed.Ann, "among ourselves");
        _bed.Fake.UserEdits(said, "among us");
        await SayAsync(_bed.Dm, "hello");

        Assert.Equal(["hello"], _bed.Sink.Texts);
    }

    [Fact]
    public async Task A_change_that_adds_a_mention_is_a_question_if_it_comes_soon()
    {
        await using var bed = await DiscordBed.CreateAsync();
        var old = bed.Fake.UserSays(bed.Channel, bed.Ann, "old");
        bed.Clock.Advance(TimeSpan.FromMinutes(11));
        bed.Start();
        await bed.UpAsync();
        var said = bed.Fake.UserSays(bed.Channel, bed.Ann, "new");

        bed.Fake.UserEdits(said, $"<@{bed.Fake.Bot.Id}> new");
        bed.Fake.UserEdits(old, $"<@{bed.Fake.Bot.Id}> old");
        await bed.AcceptedAsync("new", "old");

        Assert.Equal([(said.Id, false), (said.Id, true), (old.Id, true)], bed.Sink.Accepted.Select(static message => (message.Address.MessageId!, message.IsEdit)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_that_takes_the_mention_out_is_followed_as_far_as_Discord_shows_it(bool showsContent)
    {
        await using var bed = await DiscordBed.ConnectedAsync(options => options.MessageContentIntent = showsContent);
        var said = bed.Fake.UserSays(bed.Channel, bed.Ann, $"<@{bed.Fake.Bot.Id}> one");
        await bed.AcceptedAsync("one");

        bed.Fake.UserEdits(said, "never mind");
        await Eventually.TrueAsync(() => bed.Sink.Accepted.Count == 2, "the change");

        var (before, after) = (bed.Sink.Accepted[0], bed.Sink.Accepted[1]);
        Assert.Equal((before.SessionKey, before.UserId, before.Address), (after.SessionKey, after.UserId, after.Address));
        Assert.Equal(showsContent ? ("never mind", true, false) : ("", false, true), (after.Text, after.IsEdit, after.IsDeletion));
    }

    [Fact]
    public async Task A_change_that_comes_before_the_message_is_stored_is_followed_too()
    {
        _bed.Sink.IsDown = true;
        var said = _bed.Fake.UserSays(_bed.Channel, _bed.Ann, $"<@{_bed.Fake.Bot.Id}> one");
        _bed.Fake.UserEdits(said, "never mind");
        await Eventually.TrueAsync(() => _bed.Sink.Health == AdapterHealth.Paused, "the store is down");

        _bed.Sink.IsDown = false;

        await DeletionOfAsync(said);
        Assert.Equal(["one", ""], _bed.Sink.Texts);
    }

    [Fact]
    public async Task A_deleted_message_comes_as_its_deletion()
    {
        var said = await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> one");

        _bed.Fake.Delete(said);

        var (before, deletion) = (_bed.Sink.Accepted[0], await DeletionOfAsync(said));
        Assert.Equal((before.SessionKey, before.UserId, before.Address, ""), (deletion.SessionKey, deletion.UserId, deletion.Address, deletion.Text));
    }

    [Fact]
    public async Task Several_deleted_at_once_come_one_by_one_and_those_of_others_not_at_all()
    {
        var one = await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> one");
        var two = await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> two");

        _bed.Fake.DeleteMany(one, _bed.Fake.UserSays(_bed.Channel, _bed.Ann, "among ourselves"), two);
        await DeletionOfAsync(two);

        Assert.Equal([one.Id, two.Id], _bed.Sink.Accepted.Where(static message => message.IsDeletion).Select(static message => message.Address.MessageId));
    }

    [Fact]
    public async Task After_a_restart_a_deletion_still_finds_its_conversation()
    {
        var (inGuild, inDm) = (await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> one"), await SayAsync(_bed.Dm, "two"));
        await Eventually.TrueAsync(() => _bed.Resumes.LoadAsync("discord", 0, default).AsTask().Result?.Seen.Count == 2, "saved");
        await _bed.StopAsync();
        _bed.Start();
        await _bed.UpAsync();

        _bed.Fake.Delete(inGuild);
        _bed.Fake.Delete(inDm);

        Assert.Equal($"bot_discord_{_bed.Ann.Id}_chat_{_bed.Channel.Id}", (await DeletionOfAsync(inGuild)).SessionKey);
        Assert.Equal($"bot_discord_{_bed.Ann.Id}", (await DeletionOfAsync(inDm)).SessionKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_changed_and_deleted_while_no_session_listened_is_followed_afterwards(bool isDirect)
    {
        var (channel, mention) = isDirect ? (_bed.Dm, "") : (_bed.Channel, $"<@{_bed.Fake.Bot.Id}> ");
        var (kept, changed, gone) = (await SayAsync(channel, mention + "kept"), await SayAsync(channel, mention + "one"), await SayAsync(channel, mention + "gone"));
        await AwayAsync();

        _bed.Fake.UserEdits(changed, mention + "two");
        _bed.Fake.Delete(gone);
        _bed.Fake.UserSays(channel, _bed.Ann, mention + "missed");
        _bed.Start();
        await _bed.AcceptedAsync("two", "missed");

        var deletion = await DeletionOfAsync(gone);
        var edit = Assert.Single(_bed.Sink.Accepted, static message => message.IsEdit);
        Assert.Equal((_bed.Sink.Accepted[1].SessionKey, _bed.Sink.Accepted[1].Address), (edit.SessionKey, edit.Address));
        Assert.Equal((_bed.Sink.Accepted[2].SessionKey, _bed.Sink.Accepted[2].Address, !isDirect), (deletion.SessionKey, deletion.Address, deletion.IsGroup));
        Assert.DoesNotContain(_bed.Sink.Accepted.Skip(3), message => message.Address.MessageId == kept.Id);
    }

    [Fact]
    public async Task What_was_followed_is_not_followed_at_the_next_outage_again()
    {
        var (changed, gone) = (await SayAsync(_bed.Dm, "one"), await SayAsync(_bed.Dm, "gone"));
        _bed.Fake.UserEdits(changed, "two");
        _bed.Fake.Delete(gone);
        await _bed.AcceptedAsync("two");
        await DeletionOfAsync(gone);
        await _bed.LaterAsync();
        await AwayAsync();

        _bed.Fake.UserSays(_bed.Dm, _bed.Ann, "missed");
        _bed.Start();
        await _bed.AcceptedAsync("missed");

        Assert.Equal((5, 0), (_bed.Sink.Accepted.Count, _bed.Sink.Repeated));
    }

    [Fact]
    public async Task A_channel_whose_history_may_not_be_read_is_not_taken_for_one_where_all_was_deleted()
    {
        await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> one");
        await AwayAsync();

        _bed.Channel.HidesHistory = true;
        _bed.Fake.UserSays(_bed.Dm, _bed.Ann, "elsewhere");
        _bed.Start();
        await _bed.UpAsync();
        _bed.Fake.UserSays(_bed.Dm, _bed.Ann, "later");
        await _bed.AcceptedAsync("later");

        Assert.DoesNotContain(_bed.Sink.Accepted, static message => message.IsDeletion);
    }

    [Fact]
    public async Task A_question_that_opened_a_thread_is_looked_for_where_it_stands_and_a_post_in_itself()
    {
        _bed.Options.Threads = true;
        _bed.SlowDown();
        var question = await SayAsync(_bed.Channel, $"<@{_bed.Fake.Bot.Id}> one");
        var post = _bed.Fake.UserPosts(_bed.Fake.AddForum(_bed.Channel.Guild!), _bed.Ann, "Baking", $"<@{_bed.Fake.Bot.Id}> two");
        await _bed.AcceptedAsync("two");
        Assert.NotNull(_bed.Sink.Accepted[0].Address.ThreadId);
        await AwayAsync();

        _bed.Fake.Delete(question);
        _bed.Fake.UserEdits(post, $"<@{_bed.Fake.Bot.Id}> three");
        _bed.Fake.UserSays(_bed.Channel, _bed.Ann, "among ourselves");
        _bed.Start();
        await _bed.AcceptedAsync("three");

        Assert.Equal(_bed.Sink.Accepted[0].SessionKey, (await DeletionOfAsync(question)).SessionKey);
        Assert.Single(_bed.Sink.Accepted, static message => message.IsDeletion);
    }

    /// <summary>The bot goes away, and its session cannot be resumed.</summary>
    private async Task AwayAsync()
    {
        await Eventually.TrueAsync(() => _bed.Resumes.LoadAsync("discord", 0, default).AsTask().Result?.Seen.Count > 0, "saved");
        await _bed.StopAsync();
        _bed.Fake.Gateway.ExpireSessions();
    }

    private async Task<FakeMessage> SayAsync(FakeChannel channel, string text)
    {
        var said = _bed.Fake.UserSays(channel, _bed.Ann, text);
        await Eventually.TrueAsync(() => _bed.Sink.Accepted.Any(message => message.DedupeId == said.Id), text);
        return said;
    }

    private async Task<InboundMessage> DeletionOfAsync(FakeMessage said)
    {
        await Eventually.TrueAsync(() => _bed.Sink.Accepted.Any(message => message.IsDeletion && message.Address.MessageId == said.Id), "the deletion");
        return _bed.Sink.Accepted.Single(message => message.IsDeletion && message.Address.MessageId == said.Id);
    }
}
