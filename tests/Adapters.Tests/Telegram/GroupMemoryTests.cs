using Bots.Adapters;
using Bots.Adapters.Telegram.Intake;

namespace Bots.Adapters.Tests.Telegram;

public sealed class GroupMemoryTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void What_others_wrote_becomes_background_of_the_next_answer_of_a_session_once()
    {
        var memory = new GroupMemory(2);
        foreach (var text in new[] { "one", "two", "three" }) Assert.Empty(Take(memory, Message(text, "Bob [x]"), forUs: false));

        var answered = Assert.Single(Take(memory, Message("What do you think?"), forUs: true));

        Assert.Contains("untrusted", answered.Context, StringComparison.Ordinal);
        Assert.EndsWith("> Bob (x): two\n> Bob (x): three", answered.Context, StringComparison.Ordinal);
        Assert.DoesNotContain("one", answered.Context, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(Take(memory, Message("And now?"), forUs: true)).Context);
    }

    [Fact]
    public void Everybody_with_a_session_of_their_own_is_told_what_others_wrote()
    {
        var memory = new GroupMemory(10);
        Take(memory, Message("on Monday"), forUs: false);

        Assert.EndsWith(": on Monday", Assert.Single(Take(memory, Message("Alice asks"), forUs: true)).Context, StringComparison.Ordinal);
        Assert.EndsWith(": on Monday", Assert.Single(Take(memory, Message("Carol asks") with { UserId = "telegram_6", SessionKey = "bot_telegram_6_chat_-1" }, forUs: true)).Context, StringComparison.Ordinal);

        Take(memory, Message("at nine"), forUs: false);
        var again = Assert.Single(Take(memory, Message("Alice asks again"), forUs: true)).Context;
        Assert.EndsWith("> Bob: at nine", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Monday", again, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_gets_no_background_and_leaves_it_to_the_question()
    {
        var memory = new GroupMemory(10);
        Take(memory, Message("on Monday"), forUs: false);

        Assert.Equal("", Assert.Single(Take(memory, Message("/roll 20") with { MayBeForOthers = true }, forUs: true)).Context);
        Assert.EndsWith(": on Monday", Assert.Single(Take(memory, Message("When?"), forUs: true)).Context, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_great_many_sessions_a_hundred_are_known_to_have_been_told()
    {
        var memory = new GroupMemory(10);
        Take(memory, Message("on Monday"), forUs: false);
        for (var user = 1; user <= 1_000; user++) Take(memory, Asked(user), forUs: true);

        Assert.Equal("", Assert.Single(Take(memory, Asked(1_000, "again"), forUs: true)).Context);
        Assert.InRange(Enumerable.Range(1, 999).Count(user => Take(memory, Asked(user, "again"), forUs: true)[0].Context.Length > 0), 900, 999);

        static InboundMessage Asked(int user, string text = "When?") =>
            Message($"{text} {user}") with { UserId = $"telegram_{user}", SessionKey = $"bot_telegram_{user}_chat_-1" };
    }

    [Fact]
    public void By_default_nothing_is_kept_as_background()
    {
        var memory = new GroupMemory(0);
        Take(memory, Message("secret"), forUs: false);

        Assert.Equal("", Assert.Single(Take(memory, Message("Hello"), forUs: true)).Context);
    }

    [Fact]
    public void Chats_and_topics_do_not_mix()
    {
        var memory = new GroupMemory(50);
        Take(memory, Message("elsewhere", chat: "-2"), forUs: false);
        Take(memory, Message("in a topic", thread: "9"), forUs: false);

        Assert.Equal("", Assert.Single(Take(memory, Message("Hello"), forUs: true)).Context);
    }

    [Fact]
    public void An_album_is_for_the_bot_when_one_of_its_items_is()
    {
        var memory = new GroupMemory(0);
        Assert.Empty(Take(memory, Message("", part: new(1) { Album = "a" }), forUs: false));

        Assert.Equal(["1", "2"], Take(memory, Message("look", part: new(2) { Album = "a" }), forUs: true).Select(static message => message.Address.MessageId));
        Assert.Equal("3", Assert.Single(Take(memory, Message("", part: new(3) { Album = "a" }), forUs: false)).Address.MessageId);
        Assert.Empty(Take(memory, Message("", part: new(4) { Album = "b" }), forUs: false));
    }

    [Fact]
    public void The_rest_of_a_long_text_is_for_the_bot_as_its_beginning_was()
    {
        var memory = new GroupMemory(0);
        Take(memory, Message(new string('x', 4096), part: new(1) { IsCut = true }), forUs: true);

        Assert.Single(Take(memory, Message("rest", part: new(2)), forUs: false));
        Assert.Empty(Take(memory, Message("something else", part: new(3)), forUs: false));
    }

    [Fact]
    public void Somebody_elses_question_between_the_parts_of_a_text_parts_nothing()
    {
        var memory = new GroupMemory(0);
        Take(memory, Message(new string('x', 4096), part: new(1) { IsCut = true }), forUs: true);
        Take(memory, Message("mine", part: new(2)) with { UserId = "telegram_6", SessionKey = "bot_telegram_6_chat_-1" }, forUs: true);

        Assert.Single(Take(memory, Message("rest", part: new(3)), forUs: false));
    }

    [Fact]
    public void A_text_is_over_when_its_author_says_something_else()
    {
        var memory = new GroupMemory(0);
        Take(memory, Message(new string('x', 4096), part: new(1) { IsCut = true }), forUs: true);
        Assert.Empty(Take(memory, Message("/roll@other_bot", part: new(2)), forUs: false));

        Assert.Empty(Take(memory, Message("six!", part: new(3)), forUs: false));
    }

    [Fact]
    public void What_could_not_be_stored_comes_to_the_same_when_it_is_taken_again()
    {
        var memory = new GroupMemory(10);
        Take(memory, Message("earlier"), forUs: false);
        Take(memory, Message("", part: new(1) { Album = "a" }), forUs: false);
        var (item, rest) = (Message("look", part: new(2) { Album = "a" }), Message("", part: new(3) { Album = "a" }));

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var failing = memory.Begin();
            Assert.Equal(["1", "2"], failing.Take(item, forUs: true).Select(static message => message.Address.MessageId));
            Assert.Single(failing.Take(rest, forUs: false));
        }

        Assert.Contains("earlier", Take(memory, item, forUs: true)[0].Context, StringComparison.Ordinal);
        Assert.Single(Take(memory, rest, forUs: false));
    }

    [Fact]
    public void A_part_that_is_sent_again_after_it_was_stored_closes_nothing()
    {
        var memory = new GroupMemory(10);
        var (first, second) = (Message(new string('x', 4096), part: new(1) { IsCut = true }), Message(new string('y', 4096), part: new(2) { IsCut = true }));
        Take(memory, first, forUs: true);
        Take(memory, second, forUs: false);

        Assert.Single(Take(memory, second, forUs: false));
        Assert.Single(Take(memory, first, forUs: true));

        Assert.Single(Take(memory, Message("end", part: new(3)), forUs: false));
    }

    private static IReadOnlyList<InboundMessage> Take(GroupMemory memory, InboundMessage message, bool forUs)
    {
        var attempt = memory.Begin();
        var taken = attempt.Take(message, forUs);
        attempt.Commit();
        return taken;
    }

    private static InboundMessage Message(string text, string name = "Bob", string chat = "-1", string? thread = null, MessagePart? part = null) =>
        new("telegram", text, $"bot_telegram_5_chat_{chat}", "telegram_5", text, new(chat, thread, part is null ? text : $"{part.Place}"))
        {
            SenderName = name, IsGroup = true, Part = part, SentAt = Now,
        };
}
