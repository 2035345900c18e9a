using System.Text.Json.Nodes;
using Bots.Adapters;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>A long text that the user's program cut up is one question, whatever happens elsewhere between its parts.</summary>
public sealed class TelegramPasteTests
{
    private const long BasicGroup = -500;
    private const long Supergroup = -1_000_000_000_055;

    [Theory]
    [InlineData(7)]
    [InlineData(BasicGroup)]
    [InlineData(Supergroup)]
    public async Task Messages_of_other_chats_and_the_bots_own_come_between_the_parts(long chat)
    {
        await using var bed = await TelegramBed.StartAsync();
        Writes(bed, chat, "@test_bot summarise: " + new string('a', 4070));
        bed.Fake.UserSays(8, "elsewhere");
        await bed.DeliverAsync(bed.Entry("An answer.", TelegramBed.Message(8)));
        Writes(bed, chat, "the rest");

        Assert.EndsWith("a\nthe rest", await WholeAsync(bed, "telegram_7", 3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BasicGroup)]
    [InlineData(Supergroup)]
    public async Task Other_members_come_between_the_parts(long chat)
    {
        await using var bed = await TelegramBed.StartAsync();
        Writes(bed, chat, "@test_bot summarise: " + new string('a', 4070));
        bed.Fake.Says(chat, 8, "lol");
        bed.Fake.Says(chat, 9, "@test_bot hello");
        Writes(bed, chat, "the rest");

        Assert.EndsWith("a\nthe rest", await WholeAsync(bed, "telegram_7", 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_chats_and_basic_groups_are_counted_together_and_a_supergroup_by_itself()
    {
        await using var bed = await TelegramBed.StartAsync();
        foreach (var chat in new[] { 7, BasicGroup, Supergroup, 8, Supergroup }) bed.Fake.Says(chat, 7, "hello");

        Assert.Equal([1L, 2L, 3L], new[] { 7, BasicGroup, 8 }.Select(chat => Assert.Single(bed.Fake.Chat(chat).Messages).Id));
        Assert.Equal([1L, 2L], bed.Fake.Chat(Supergroup).Messages.Select(static message => message.Id));
    }

    // All in one second, however slow the machine is.
    private static void Writes(TelegramBed bed, long chat, string text)
    {
        var fields = new JsonObject { ["date"] = 1_700_000_000, ["text"] = text };
        if (text.StartsWith('@')) fields["entities"] = new JsonArray(new JsonObject { ["type"] = "mention", ["offset"] = 0, ["length"] = "@test_bot".Length });
        bed.Fake.Sends(chat, 7, fields);
    }

    private static async Task<string> WholeAsync(TelegramBed bed, string user, int messages)
    {
        bed.Run();
        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == messages, "every message");
        return Assert.Single(MessageParts.JoinAll([.. bed.Sink.Messages.Where(message => message.UserId == user)])).Text;
    }
}
