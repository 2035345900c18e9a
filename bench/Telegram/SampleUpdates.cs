using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bots.Bench.Telegram;

/// <summary>A hundred updates with the shapes and the fields that a busy bot gets: mostly words, some groups, replies, photos, files and presses.</summary>
internal static class SampleUpdates
{
    private const string Words = "Could you tell me how long the train from Berlin to Prague takes, and whether I need a reservation for my bicycle? ";

    private static readonly string[] Texts = [Words, "ok", "Спасибо большое, это очень помогло! ", "请把这段话翻译成英文,谢谢。", "Thanks 👍🏽 that's it", "/start", "What about \"quotes\" and\nnew lines?"];

    /// <summary>The body of an answer of <c>getUpdates</c>.</summary>
    public static byte[] Response()
    {
        var updates = new JsonArray([.. Enumerable.Range(0, 100).Select(static i => (JsonNode)Update(i))]);
        var body = new JsonObject { ["ok"] = true, ["result"] = updates };
        // As the server writes it: letters of all scripts escaped.
        return Encoding.UTF8.GetBytes(body.ToJsonString(new JsonSerializerOptions()));
    }

    private static JsonObject Update(int i)
    {
        var update = new JsonObject { ["update_id"] = 873_000_000 + i };
        (string name, JsonObject content) = (i % 20) switch
        {
            18 => ("callback_query", Press(i)),
            19 => ("edited_message", With(Private(i), "edit_date", 1_790_000_100)),
            < 11 => ("message", Text(Private(i), i)),
            < 15 => ("message", With(Text(Group(i), i), "reply_to_message", Text(FromBot(Group(i)), i + 1))),
            15 => ("message", Photo(Private(i))),
            16 => ("message", With(Private(i), "voice", File("AwACAgIAAxkBAAIB", "audio/ogg", i))),
            _ => ("message", With(With(Private(i), "document", File("BQACAgIAAxkBAAIC", "application/pdf", i)), "caption", Words)),
        };
        update[name] = content;
        return update;
    }

    private static JsonObject Private(int i) => new()
    {
        ["message_id"] = 4000 + i, ["from"] = User(i),
        ["chat"] = new JsonObject { ["id"] = 120_000_000 + i, ["first_name"] = "Alexandra", ["last_name"] = "Petrova", ["username"] = $"alexandra_{i}", ["type"] = "private" },
        ["date"] = 1_790_000_000 + i,
    };

    private static JsonObject Group(int i) => new()
    {
        ["message_id"] = 9000 + i, ["from"] = User(i), ["chat"] = new JsonObject { ["id"] = -1_001_234_567_890, ["title"] = "Friends of trains", ["is_forum"] = true, ["type"] = "supergroup" },
        ["date"] = 1_790_000_000 + i, ["message_thread_id"] = 17, ["is_topic_message"] = true,
    };

    private static JsonObject FromBot(JsonObject message) => With(message, "from", new JsonObject { ["id"] = 424_242, ["is_bot"] = true, ["first_name"] = "Train Bot", ["username"] = "train_bot" });

    private static JsonObject User(int i) => new()
    {
        ["id"] = 120_000_000 + i, ["is_bot"] = false, ["first_name"] = "Alexandra", ["last_name"] = "Petrova", ["username"] = $"alexandra_{i}", ["language_code"] = "en", ["is_premium"] = true,
    };

    private static JsonObject Text(JsonObject message, int i)
    {
        var text = string.Concat(Enumerable.Repeat(Texts[i % Texts.Length], 1 + (i % 3)));
        message["text"] = text;
        if (text.StartsWith('/')) message["entities"] = new JsonArray(Entity("bot_command", 0, 6));
        else if (i % 4 == 0) message["entities"] = new JsonArray(Entity("bold", 0, 2), Entity("mention", 2, 5), Entity("url", 3, 4));
        if (i % 5 == 0) message["link_preview_options"] = new JsonObject { ["is_disabled"] = true };
        return message;
    }

    private static JsonObject Entity(string type, int offset, int length) => new() { ["offset"] = offset, ["length"] = length, ["type"] = type };

    private static JsonObject Photo(JsonObject message) => With(message, "photo", new JsonArray([.. new[] { 90, 320, 800, 1280 }.Select(static size => (JsonNode)new JsonObject
    {
        ["file_id"] = $"AgACAgIAAxkBAAIBZ2{new string('x', 50)}{size}", ["file_unique_id"] = $"AQADx{size}", ["file_size"] = size * 90, ["width"] = size, ["height"] = size * 3 / 4,
    })]));

    private static JsonObject File(string prefix, string type, int i) => new()
    {
        ["file_name"] = $"Document {i}.pdf", ["mime_type"] = type, ["duration"] = 7, ["file_id"] = prefix + new string('y', 55), ["file_unique_id"] = $"AgAD{i}", ["file_size"] = 123_456,
        ["thumbnail"] = new JsonObject { ["file_id"] = prefix + new string('z', 55), ["file_unique_id"] = $"AQAD{i}", ["file_size"] = 9000, ["width"] = 226, ["height"] = 320 },
    };

    private static JsonObject Press(int i)
    {
        var keyboard = new JsonArray([.. Enumerable.Range(0, 4).Select(static row => (JsonNode)new JsonArray(new JsonObject { ["text"] = $"Choice {row}", ["callback_data"] = $"/pick {row}" }))]);
        return new()
        {
            ["id"] = $"5153960755551{i}", ["from"] = User(i), ["chat_instance"] = "-3847209384720938", ["data"] = "/pick 2",
            ["message"] = With(FromBot(Text(Private(i), i)), "reply_markup", new JsonObject { ["inline_keyboard"] = keyboard }),
        };
    }

    private static JsonObject With(JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }
}
