using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>Messages of groups that come in several parts, while the store is down: none is acknowledged before it is stored.</summary>
public sealed class TelegramGroupOutageTests
{
    private const long Group = -1_000_000_000_055;

    [Fact]
    public async Task The_rest_of_a_text_comes_in_after_an_outage()
    {
        await using var bed = await PolledAsync();
        bed.Fake.Sends(Group, 7, Text("@test_bot summarise: " + new string('a', 4070), Mention()));
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the first part");

        await ThroughOutageAsync(bed, () => bed.Fake.Sends(Group, 7, Text("the rest")));

        Assert.Equal("the rest", bed.Sink.Messages[^1].Text);
        Assert.Equal(2, bed.Sink.Messages.Count);
    }

    [Fact]
    public async Task An_album_comes_in_whole_after_a_long_outage()
    {
        await using var bed = await PolledAsync();
        bed.Fake.Sends(Group, 7, Photo("one", "@test_bot compare these"));
        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the first item");

        await ThroughOutageAsync(bed, () => bed.Fake.Sends(Group, 7, Photo("two")), attempts: 15);

        Assert.Equal(["one", "two"], Files(bed));
    }

    [Fact]
    public async Task An_album_whose_second_item_has_the_caption_comes_in_whole_after_an_outage()
    {
        await using var bed = await PolledAsync();
        bed.Fake.Sends(Group, 7, Photo("one"));
        await Eventually.TrueAsync(() => bed.Fake.Updates.Waiting.Count == 0, "the first item");

        await ThroughOutageAsync(bed, () => bed.Fake.Sends(Group, 7, Photo("two", "@test_bot compare these")));

        Assert.Equal(["one", "two"], Files(bed));
    }

    private static async Task<TelegramBed> PolledAsync()
    {
        var bed = await TelegramBed.StartAsync();
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.Updates.IsPolled, "the poll");
        return bed;
    }

    private static async Task ThroughOutageAsync(TelegramBed bed, Action send, int attempts = 1)
    {
        bed.Sink.Failure = new SessionStoreException("The disk is full.");
        var end = bed.Sink.Batches + attempts;
        send();
        await bed.AdvanceUntilAsync(() => bed.Sink.Batches >= end || bed.Fake.Updates.Waiting.Count == 0, "the attempts");
        Assert.NotEmpty(bed.Fake.Updates.Waiting);
        bed.Sink.Failure = null;
        await bed.AdvanceUntilAsync(() => bed.Fake.Updates.Waiting.Count == 0, "the confirmation");
    }

    private static IEnumerable<string> Files(TelegramBed bed) => bed.Sink.Messages.SelectMany(static message => message.Attachments).Select(static file => file.FileId);

    // All in one second, however slow the machine is.
    private static JsonObject Text(string text, JsonArray? entities = null) => new() { ["date"] = 1_700_000_000, ["text"] = text, ["entities"] = entities };

    private static JsonArray Mention() => new(new JsonObject { ["type"] = "mention", ["offset"] = 0, ["length"] = "@test_bot".Length });

    private static JsonObject Photo(string id, string? caption = null)
    {
        var photo = new JsonObject
        {
            ["media_group_id"] = "album",
            ["photo"] = new JsonArray(new JsonObject { ["file_id"] = id, ["file_unique_id"] = $"u{id}", ["width"] = 10, ["height"] = 10 }),
        };
        if (caption is null) return photo;
        photo["caption"] = caption;
        photo["caption_entities"] = Mention();
        return photo;
    }
}
