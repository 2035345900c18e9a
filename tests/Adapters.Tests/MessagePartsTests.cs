using Bots.Adapters;

namespace Bots.Adapters.Tests;

public sealed class MessagePartsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void A_long_text_that_was_cut_is_one_again()
    {
        var whole = MessageParts.JoinAll([Cut(1, 4096), Cut(2, 4050), Text(3, "end")]);

        Assert.Equal(new string('x', 4096 + 4050) + "\nend", Assert.Single(whole).Text);
    }

    [Theory]
    [InlineData(1, 0, "telegram_1", "next")]
    [InlineData(0, 0, "telegram_1", "next")]
    [InlineData(2, 3, "telegram_1", "next")]
    [InlineData(2, 0, "telegram_2", "next")]
    [InlineData(2, 0, "telegram_1", "/stop")]
    public void What_only_looks_like_a_rest_stays_apart(long place, int seconds, string user, string text) =>
        Assert.Equal(2, MessageParts.JoinAll([Cut(1, 4096), Text(place, text) with { SentAt = Now.AddSeconds(seconds), UserId = user }]).Count);

    [Fact]
    public void Messages_of_other_chats_are_counted_between_the_parts_and_part_nothing() =>
        Assert.Equal("end", Assert.Single(MessageParts.JoinAll([Cut(1, 4096), Cut(5, 4096), Text(99, "end")])).Text[8192..]);

    [Fact]
    public void What_somebody_else_says_in_a_shared_session_parts_nothing()
    {
        var other = Text(2, "hello") with { UserId = "telegram_2" };

        Assert.Equal([new string('x', 4096) + "end", "hello"], MessageParts.JoinAll([Cut(1, 4096), other, Text(3, "end")]).Select(static message => message.Text));
    }

    [Fact]
    public void Nothing_follows_a_short_text() => Assert.Equal(2, MessageParts.JoinAll([Text(1, "one"), Text(2, "two")]).Count);

    [Fact]
    public void Twelve_parts_are_one_text_and_no_more() =>
        Assert.Equal([12 * 4096, 4096], MessageParts.JoinAll([.. Enumerable.Range(1, 13).Select(static place => Cut(place, 4096))]).Select(static message => message.Text.Length));

    [Fact]
    public void An_album_is_one_message_with_all_its_files_and_captions()
    {
        var whole = Assert.Single(MessageParts.JoinAll([Item(1, "a", "first"), Item(2, "a", ""), Item(3, "a", "third")]));

        Assert.Equal(("first\nthird", 3, "1"), (whole.Text, whole.Attachments.Count, whole.DedupeId));
    }

    [Fact]
    public void Ten_items_are_an_album_and_two_albums_stay_apart()
    {
        Assert.Equal([10, 1], MessageParts.JoinAll([.. Enumerable.Range(1, 11).Select(static place => Item(place, "a", ""))]).Select(static message => message.Attachments.Count));
        Assert.Equal(2, MessageParts.JoinAll([Item(1, "a", ""), Item(2, "b", "")]).Count);
    }

    [Fact]
    public void Only_what_may_go_on_is_waited_for()
    {
        Assert.Equal(TimeSpan.FromSeconds(0.8), MessageParts.Window([Item(1, "a", "")]));
        Assert.Equal(TimeSpan.FromSeconds(1.5), MessageParts.Window([Cut(1, 4096)]));
        Assert.Null(MessageParts.Window([Text(1, "short")]));
        Assert.Null(MessageParts.Window([.. Enumerable.Range(1, 10).Select(static place => Item(place, "a", ""))]));
    }

    private static InboundMessage Cut(long place, int length) => Text(place, new string('x', length)) with { Part = new(place) { IsCut = true } };

    private static InboundMessage Item(long place, string album, string caption) =>
        Text(place, caption) with { Part = new(place) { Album = album }, Attachments = [new(AttachmentKind.Photo, $"file{place}")] };

    private static InboundMessage Text(long place, string text) =>
        new("telegram", $"{place}", "bot_telegram_1", "telegram_1", text, new("1")) { SentAt = Now, Part = new(place) };
}
