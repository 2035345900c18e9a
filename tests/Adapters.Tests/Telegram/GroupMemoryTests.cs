using Bots.Adapters;
using Bots.Adapters.Telegram.Intake;

namespace Bots.Adapters.Tests.Telegram;

public sealed class GroupMemoryTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void What_others_wrote_becomes_background_of_the_next_answer_once()
    {
        var memory = new GroupMemory(2);
        foreach (var text in new[] { "one", "two", "three" }) Assert.Empty(memory.Take(Message(text, "Bob [x]"), forUs: false));

        var answered = Assert.Single(memory.Take(Message("What do you think?"), forUs: true));

        Assert.Contains("untrusted", answered.Context, StringComparison.Ordinal);
        Assert.EndsWith("> Bob (x): two\n> Bob (x): three", answered.Context, StringComparison.Ordinal);
        Assert.DoesNotContain("one", answered.Context, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(memory.Take(Message("And now?"), forUs: true)).Context);
    }

    [Fact]
    public void By_default_nothing_is_kept_as_background()
    {
        var memory = new GroupMemory(0);
        memory.Take(Message("secret"), forUs: false);

        Assert.Equal("", Assert.Single(memory.Take(Message("Hello"), forUs: true)).Context);
    }

    [Fact]
    public void Chats_and_topics_do_not_mix()
    {
        var memory = new GroupMemory(50);
        memory.Take(Message("elsewhere", chat: "-2"), forUs: false);
        memory.Take(Message("in a topic", thread: "9"), forUs: false);

        Assert.Equal("", Assert.Single(memory.Take(Message("Hello"), forUs: true)).Context);
    }

    [Fact]
    public void An_album_is_for_the_bot_when_one_of_its_items_is()
    {
        var memory = new GroupMemory(0);
        Assert.Empty(memory.Take(Message("", part: new(1) { Album = "a" }), forUs: false));

        Assert.Equal(["1", "2"], memory.Take(Message("look", part: new(2) { Album = "a" }), forUs: true).Select(static message => message.Address.MessageId));
        Assert.Equal("3", Assert.Single(memory.Take(Message("", part: new(3) { Album = "a" }), forUs: false)).Address.MessageId);
        Assert.Empty(memory.Take(Message("", part: new(4) { Album = "b" }), forUs: false));
    }

    [Fact]
    public void The_rest_of_a_long_text_is_for_the_bot_as_its_beginning_was()
    {
        var memory = new GroupMemory(0);
        memory.Take(Message(new string('x', 4096), part: new(1) { IsCut = true }), forUs: true);

        Assert.Single(memory.Take(Message("rest", part: new(2)), forUs: false));
        Assert.Empty(memory.Take(Message("something else", part: new(3)), forUs: false));
    }

    private static InboundMessage Message(string text, string name = "Bob", string chat = "-1", string? thread = null, MessagePart? part = null) =>
        new("telegram", text, $"bot_telegram_5_chat_{chat}", "telegram_5", text, new(chat, thread, part is null ? text : $"{part.Place}"))
        {
            SenderName = name, IsGroup = true, Part = part, SentAt = Now,
        };
}
