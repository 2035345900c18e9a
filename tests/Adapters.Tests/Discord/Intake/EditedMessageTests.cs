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
        await Eventually.TrueAsync(() => _bed.Resumes.LoadAsync("discord", 0, default).AsTask().Result?.Seen.Count == 1, "saved");
        await _bed.StopAsync();
        _bed.Start();
        await _bed.UpAsync();

        _bed.Fake.Delete(inGuild);
        _bed.Fake.Delete(inDm);

        Assert.Equal($"bot_discord_{_bed.Ann.Id}_chat_{_bed.Channel.Id}", (await DeletionOfAsync(inGuild)).SessionKey);
        Assert.Equal($"bot_discord_{_bed.Ann.Id}", (await DeletionOfAsync(inDm)).SessionKey);
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
