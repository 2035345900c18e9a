using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>Texts and ids as people and programs really send them.</summary>
[ContractGroup]
public abstract class OddInputContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly string[] ConfusableIds =
    [
        "user_1", "user:1", "user/1", "user\\1", "user 1", "user.1", "USER_1", "User_1", "user_1 ", " user_1", "user_1.", "user_1\0", "user_1\n",
        ".", "..", "../user_1", "../../etc/passwd", "/etc/passwd", "C:\\user_1", "~", "%2e%2e", "user_1.json", "user_1.json.lock", "CON", "con", "nul",
        "e\u0301", "\u00e9", "\u00c5", "\u212b", "\u00df", "ss", "SS", "\u0131", "i", "I", "\u0130", "\ufb01", "fi", "\u200b", "\u200c", " ", "  ", "\t",
        "😀", "😁", "👩‍👩‍👧", "日本", "日本 ", "*", "?", "\"", "'", "';--", "{}", "[]", "-", "--", "_", "__", "\ufffd", "\ufeff",
    ];

    private readonly string _session = Some.Session();

    [Promise]
    public async Task Ids_that_look_alike_never_share_content()
    {
        foreach (var id in ConfusableIds) await Store.AddAsync(id, $"content of {id}");

        foreach (var id in ConfusableIds) Assert.Equal([$"content of {id}"], await Store.ContentsAsync(id));
    }

    [Promise]
    public async Task Deleting_an_id_leaves_those_that_look_like_it()
    {
        foreach (var id in ConfusableIds) await Store.AddAsync(id, "kept");

        foreach (var id in ConfusableIds)
        {
            Assert.True(await Store.DeleteSessionAsync(id), id);
            Assert.False(await Store.SessionExistsAsync(id), id);
            await Store.AddAsync(id, "written again");
        }

        foreach (var id in ConfusableIds) Assert.Equal(["written again"], await Store.ContentsAsync(id));
    }

    [Promise]
    public async Task Ids_may_be_512_bytes_long_and_differ_only_at_the_end()
    {
        string[] ids = [new('a', 512), new string('a', 511) + "b", string.Concat(Enumerable.Repeat("😀", 128)), string.Concat(Enumerable.Repeat("😀", 127)) + "😁", new('語', 170), new('/', 512)];

        foreach (var id in ids) await Store.AddAsync(id, id);

        foreach (var id in ids) Assert.Equal([id], await Store.ContentsAsync(id));
    }

    [Promise]
    public async Task Ids_that_cannot_be_are_refused_by_every_method()
    {
        string[] ids = ["", new('a', 513), string.Concat(Enumerable.Repeat("😀", 500)), "\ud83d", "a\udc00b", "\udc00\ud83d"];

        foreach (var id in ids)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddMessageAsync(id, "user", "text"));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GetChatHistoryAsync(id));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClearSessionAsync(id));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.DeleteSessionAsync(id));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SessionExistsAsync(id));
        }
    }

    [Promise]
    public async Task Arguments_that_are_missing_are_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddMessageAsync(null!, "user", "text"));
        foreach (var role in new[] { "", " ", "\t\n", new string('r', 257) })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddMessageAsync(_session, role, "text"));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddMessageAsync(_session, null!, "text"));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AddMessageAsync(_session, "user", null!));

        Assert.False(await Store.SessionExistsAsync(_session));
    }

    [Promise]
    public async Task Any_word_is_a_role()
    {
        string[] roles = ["user", "assistant", "system", "tool", "narrator", "Rolle mit Leerzeichen", "役", new('r', 256)];

        foreach (var role in roles) await Store.AddMessageAsync(_session, role, "text");

        Assert.Equal(roles, (await Store.GetChatHistoryAsync(_session)).Select(static message => message.Role));
    }

    [Promise]
    public async Task Texts_come_back_to_the_last_character()
    {
        string[] texts =
        [
            "", " ", "  leading and trailing \n", "a\r\nb\rc\nd\t", "nul \0 inside", "\0", "\u0001\u001b\u007f\u0085", "quote \" back \\ slash / <b>&amp;</b>",
            "e\u0301 and \u00e9", "👩‍👩‍👧 😀", "\ufeffbom", "\u2028\u2029", "{\"role\":\"user\"}", "'; DROP TABLE message;--", "\\u0041 \\n", "\uffff\ufffe", "النص",
        ];

        await Store.AddAsync(_session, texts);

        Assert.Equal(texts, await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_lone_surrogate_is_stored_as_the_replacement_character()
    {
        await Store.AddAsync(_session, "a\ud83db", "\udc00", "\ud83d\ud83d\ude00", "ok 😀");

        Assert.Equal(["a\ufffdb", "\ufffd", "\ufffd😀", "ok 😀"], await Store.ContentsAsync(_session));
    }

    [Promise]
    public async Task A_lone_surrogate_beside_the_text_is_stored_as_the_replacement_character()
    {
        static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
        var metadata = new MessageMetadata { ToolCallId = "call\ud800", ToolCalls = Json("""[{"id":"\ud800"}]""") }.With("name\udc00", Json("""{"k\uD800":["\udc00\ud800","\ud83d\ude00","\\ud800"]}""")).With("text", "\ud800");

        await Store.AddMessageAsync(_session, "assistant", "text", metadata);

        var expected = new MessageMetadata { ToolCallId = "call\ufffd", ToolCalls = Json("""[{"id":"\ufffd"}]""") }.With("name\ufffd", Json("""{"k\ufffd":["\ufffd\ufffd","😀","\\ud800"]}""")).With("text", "\ufffd");
        Assert.Equal(expected, Assert.Single(await Store.GetChatHistoryAsync(_session)).Metadata);
    }

    [Promise]
    public async Task A_megabyte_comes_back_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 150_000).Select(static number => $"{number:x6}ü")) + "end";

        await Store.AddAsync(_session, "before", text, "after");

        Assert.Equal(["before", text, "after"], await Store.ContentsAsync(_session));
    }
}
