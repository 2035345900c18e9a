using System.Text;
using System.Text.Json;
using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Api.Reading;
using Bots.Adapters.Telegram.Intake;
using Bots.Fakes.Telegram;

namespace Bots.Adapters.Tests.Telegram;

public sealed class UpdateReaderTests
{
    private const string Place = """ "message_id":3,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"A"} """;

    private static readonly TelegramAccount Account = new("telegram", 999, "my_bot");

    [Theory]
    [InlineData(""" "entities":"none" """)]
    [InlineData(""" "entities":[{"type":7},null,[],{"type":"bold","offset":"x","length":1}] """)]
    [InlineData(""" "reply_to_message":{"message_id":"two"} """)]
    [InlineData(""" "reply_to_message":[[[]]] """)]
    [InlineData(""" "photo":{"no":"list"} """)]
    [InlineData(""" "message_thread_id":{"a":1},"is_topic_message":"yes" """)]
    [InlineData(""" "forward_origin":17 """)]
    [InlineData(""" "date":"yesterday" """)]
    [InlineData(""" "edit_date":99999999999999999999 """)]
    [InlineData(""" "sender_chat":{"id":null} """)]
    [InlineData(""" "text_is_new":{"deep":[{"er":[null,true,1e400]}]} """)]
    [InlineData(""" "message\u005fthread_id":7 """)]
    [InlineData(""" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1 """)]
    public void A_field_of_an_unexpected_shape_costs_that_field_and_not_the_message(string field)
    {
        var update = Read($$"""{"update_id":7,"message":{ {{Place}},{{field}},"text":"hello"} }""");

        Assert.Null(update.Malformed);
        Assert.Equal("hello", update.Message!.Text);
        Assert.IsType<Mapped.ForUs>(TelegramMapping.Map(update, Account));
    }

    [Theory]
    [InlineData("""{"message":{}}""", 0)]
    [InlineData("""{"update_id":"7"}""", 0)]
    [InlineData("""[7]""", 0)]
    [InlineData("""{"update_id":7,"message":{"message_id":1,"text":"nowhere"}}""", 7)]
    [InlineData("""{"message":"hello","update_id":7}""", 7)]
    [InlineData("""{"update_id":7,"callback_query":{"id":"1"}}""", 7)]
    [InlineData("""{"update_id":7,"my_chat_member":{"chat":{"id":5,"type":"private"}}}""", 7)]
    public void What_cannot_be_placed_is_malformed_and_keeps_its_number(string json, long id)
    {
        var update = Read(json);

        Assert.NotNull(update.Malformed);
        Assert.Equal(id, update.UpdateId);
        Assert.IsType<Mapped.Ignored>(TelegramMapping.Map(update, Account));
    }

    [Theory]
    [InlineData(""" "message":{ "message_id":3,"date":1,"chat":{"id":5,"type":"\ud83d"} } """)]
    [InlineData(""" "message":{ "message_id":3,"\ud83d":1,"chat":{"id":5,"type":"private"},"text":"x" },"my_chat_member":7 """)]
    public void An_update_that_cannot_be_read_costs_itself_alone(string content)
    {
        var batch = JsonSerializer.Deserialize(
            $$"""{"ok":true,"result":[{ {{content}},"update_id":7},{"update_id":8,"message":{ {{Place}},"text":"hello"} }]}""", TelegramJson.Default.TelegramResponseUpdateBatch)!.Result!;

        Assert.NotNull(batch[0].Malformed);
        Assert.Equal([7L, 8L], batch.Select(static update => update.UpdateId));
        Assert.Equal("hello", batch[1].Message!.Text);
    }

    [Fact]
    public void Answers_to_answers_without_end_are_followed_only_so_far()
    {
        const int levels = 20_000;
        var nested = string.Concat(Enumerable.Repeat($$"""{ {{Place}},"reply_to_message":""", levels)) + "null" + new string('}', levels);

        var update = Read($$"""{"update_id":7,"message":{ {{Place}},"text":"hello","reply_to_message":{{nested}} } }""");

        Assert.Equal("hello", update.Message!.Text);
    }

    [Fact]
    public void Every_kind_of_update_means_something_or_is_ignored_with_its_name()
    {
        var read = new HashSet<string> { "update_id", "message", "edited_message", "callback_query", "my_chat_member", "message_reaction" };

        foreach (var kind in BotApiFacts.Instance.FieldsOf("Update").Where(kind => !read.Contains(kind)))
        {
            var ignored = Assert.IsType<Mapped.Ignored>(TelegramMapping.Map(Read($$"""{"update_id":7,"{{kind}}":{"id":1} }"""), Account));
            Assert.Equal($"{kind} is not used", ignored.Why);
        }
    }

    [Fact]
    public void Every_kind_that_is_asked_for_is_one_the_server_knows()
    {
        var known = BotApiFacts.Instance.FieldsOf("Update");

        Assert.All(TelegramIntake.Kinds(new TelegramOptions()), kind => Assert.Contains(kind, known));
    }

    [Fact]
    public void Every_field_of_a_message_is_known()
    {
        foreach (var field in BotApiFacts.Instance.FieldsOf("Message").Where(static field => field is not ("message_id" or "chat")))
            Assert.Null(Read($$"""{"update_id":7,"message":{ {{Place}},"{{field}}":null} }""").Message!.Unknown);
    }

    [Fact]
    public void A_message_with_everything_in_it_maps_to_something_whatever_field_it_holds()
    {
        foreach (var field in BotApiFacts.Instance.FieldsOf("Message").Where(static field => field is not ("message_id" or "chat" or "from" or "date")))
        {
            var mapped = TelegramMapping.Map(Read($$"""{"update_id":7,"message":{ {{Place}},"{{field}}":{"id":1,"file_id":"f","question":"?","message_id":1} } }"""), Account);
            if (mapped is Mapped.ForUs message) Assert.NotEqual("", message.Inbound.Prompt);
            else Assert.NotEqual("", Assert.IsType<Mapped.Ignored>(mapped).Why);
        }
    }

    [Fact]
    public void A_batch_is_read_whole_even_with_nonsense_in_it()
    {
        var batch = JsonSerializer.Deserialize(
            """{"ok":true,"result":[{"update_id":1,"message":17},null,{"update_id":2,"poll":{"id":"1"}},{"update_id":3,"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"x"}}]}""",
            TelegramJson.Default.TelegramResponseUpdateBatch)!.Result!;

        Assert.Equal([1, 0, 2, 3], batch.Select(static update => update.UpdateId));
        Assert.Equal("x", batch[3].Message!.Text);
    }

    private static Update Read(string json) => UpdateReader.Read(Encoding.UTF8.GetBytes(json));
}
