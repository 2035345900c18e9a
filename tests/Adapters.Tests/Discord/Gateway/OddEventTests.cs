using System.Text.Json.Nodes;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Gateway;

public sealed class OddEventTests
{
    [Theory]
    [InlineData("MESSAGE_CREATE", """{"mentions":[null]}""")]
    [InlineData("MESSAGE_CREATE", """{"attachments":[null]}""")]
    [InlineData("MESSAGE_CREATE", """{"attachments":[{"id":"1"}]}""")]
    [InlineData("MESSAGE_CREATE", """{"attachments":[{"filename":5}]}""")]
    [InlineData("MESSAGE_CREATE", """{"content":"","sticker_items":[null]}""")]
    [InlineData("MESSAGE_CREATE", """{"content":null}""")]
    [InlineData("MESSAGE_CREATE", """{"author":null}""")]
    [InlineData("MESSAGE_CREATE", """{"author":{"id":"5","username":null}}""")]
    [InlineData("MESSAGE_CREATE", """{"author":{"id":null,"username":"x"}}""")]
    [InlineData("MESSAGE_CREATE", """{"id":null}""")]
    [InlineData("MESSAGE_CREATE", """{"channel_id":null}""")]
    [InlineData("MESSAGE_CREATE", """{"content":"","poll":{"question":{"text":"q"},"answers":[null]}}""")]
    [InlineData("MESSAGE_UPDATE", """{"author":{"id":null,"username":null},"edited_timestamp":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("MESSAGE_DELETE_BULK", """{"ids":[null]}""")]
    [InlineData("MESSAGE_DELETE", """{"channel_id":null}""")]
    [InlineData("INTERACTION_CREATE", """{"application_id":"2","type":2,"token":"t","user":{"id":"5","username":"x"},"data":{"name":"history","options":[null]}}""")]
    [InlineData("INTERACTION_CREATE", """{"application_id":"2","type":4,"token":"t","user":{"id":"5","username":"x"},"data":{"name":"sessions","options":[null]}}""")]
    [InlineData("INTERACTION_CREATE", """{"application_id":"2","type":2.5,"token":"t"}""")]
    [InlineData("GUILD_CREATE", """{"channels":[null]}""")]
    public async Task An_event_that_is_not_as_documented_stops_nothing_and_is_not_replayed(string kind, string odd)
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var before = bed.SavedSequence;

        bed.Fake.Gateway.Dispatch(kind, Event(bed, odd));
        bed.Fake.UserSays(bed.Dm, bed.Ann, "still there?");

        await bed.AcceptedAsync("still there?");
        await Eventually.TrueAsync(() => bed.SavedSequence >= before + 2, "the resume point moves on");
        Assert.Equal((1, AdapterHealth.Up), (bed.Fake.Gateway.Connects, bed.Sink.Health));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_by_kind_and_id_without_its_words()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        var odd = Event(bed, """{"content":"secret words","attachments":[{"filename":5}]}""");

        bed.Fake.Gateway.Dispatch("MESSAGE_CREATE", odd);
        await Eventually.TrueAsync(() => bed.Logs.Warnings.Count > 0, "the warning");

        var told = Assert.Single(bed.Logs.Warnings);
        Assert.Contains($"MessageCreate {odd["id"]}", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_the_host_chokes_on_is_left_out_and_those_beside_it_are_not()
    {
        await using var bed = await DiscordBed.ConnectedAsync();
        bed.Sink.OnAccepted = static message => message.Text == "poison" ? throw new InvalidOperationException("secret") : Task.CompletedTask;

        foreach (var text in new[] { "one", "poison", "two" }) bed.Fake.UserSays(bed.Dm, bed.Ann, text);

        await bed.AcceptedAsync("one", "two");
        Assert.All(bed.Logs.Warnings, static line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
        Assert.Equal(AdapterHealth.Up, bed.Sink.Health);
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("""{"t":"MESSAGE_CREATE","s":1.5,"op":0,"d":{"id":"1"}}""")]
    [InlineData("""{"t":"MESSAGE_CREATE","s":99999999999,"op":0,"d":null}""")]
    [InlineData("""{"t":null,"s":null,"op":99999999999,"d":null}""")]
    [InlineData("""[1,2]""")]
    public async Task A_payload_that_is_none_is_skipped(string payload)
    {
        await using var bed = await DiscordBed.ConnectedAsync();

        bed.Fake.Gateway.SendRaw(payload);
        bed.Fake.UserSays(bed.Dm, bed.Ann, "still there?");

        await bed.AcceptedAsync("still there?");
        Assert.Equal(1, bed.Fake.Gateway.Connects);
    }

    [Fact]
    public async Task A_handler_that_breaks_down_ends_the_adapter_instead_of_leaving_it_deaf()
    {
        await using var fake = await Bots.Fakes.Discord.FakeDiscord.StartAsync();
        using var adapter = new DiscordAdapter("discord", DiscordSetup.OptionsFor(fake), new BrokenStore(), TimeProvider.System, new KeepingLogger());

        await Assert.ThrowsAsync<NotSupportedException>(() => adapter.RunAsync(new KeepingSink(), default).WaitAsync(TimeSpan.FromSeconds(30)));

        await Eventually.TrueAsync(() => fake.Gateway.Listening == 0, "disconnected");
    }

    private static JsonObject Event(DiscordBed bed, string odd)
    {
        var data = new JsonObject
        {
            ["id"] = bed.Fake.NextId(), ["channel_id"] = bed.Dm.Id, ["content"] = "hi", ["timestamp"] = "2026-01-01T00:00:00+00:00",
            ["author"] = new JsonObject { ["id"] = bed.Ann.Id, ["username"] = "Ann" },
        };
        foreach (var (name, value) in JsonNode.Parse(odd)!.AsObject()) data[name] = value?.DeepClone();
        return data;
    }

    private sealed class BrokenStore : IDiscordResumeStore
    {
        public ValueTask<DiscordResumePoint?> LoadAsync(string bot, int shard, CancellationToken cancellationToken) => default;

        public ValueTask SaveAsync(string bot, int shard, DiscordResumePoint point, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
