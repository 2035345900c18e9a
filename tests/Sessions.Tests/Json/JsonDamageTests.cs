using System.Text;
using Bots.Sessions.Conformance;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Tests.Json;

/// <summary>Files that cannot be parsed: nothing of them is lost, and nothing else suffers.</summary>
public sealed class JsonDamageTests : IDisposable
{
    private const string Whole = """{"session_id":"a","created_at":"2026-01-01T00:00:00.000000+00:00","user_id":"telegram_1","messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"}],"updated_at":"x"}""";

    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task At_every_place_a_file_can_break_the_whole_messages_before_it_are_saved()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 0; length < bytes.Length; length++)
        {
            using var folder = new JsonFolder();
            await File.WriteAllBytesAsync(folder.Path("a.json"), bytes[..length]);
            using var store = folder.Open();

            var contents = await store.ContentsAsync("a");

            var whole = new[] { "one", "two", "three" }.Where(text => Ends(text) <= length);
            Assert.Equal(whole, contents);
            var aside = Assert.Single(folder.Names(), static name => name.Contains(".corrupt-", StringComparison.Ordinal));
            Assert.Equal(bytes[..length], await File.ReadAllBytesAsync(folder.Path(aside)));
        }
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside_under_a_name_that_says_when()
    {
        _folder.Write("a.json", Whole[..^19] + "garbage");
        using var store = _folder.Open();

        await store.ContentsAsync("a");

        Assert.Contains("a.json.corrupt-1767225600000", _folder.Names());
        var (level, text) = Assert.Single(_folder.Log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("3 messages", text, StringComparison.Ordinal);
        Assert.Contains("a.json.corrupt-1767225600000", text, StringComparison.Ordinal);
        Assert.DoesNotContain("three", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_a_users_session_are_erased_where_they_are_ours_and_named_where_they_are_not()
    {
        using (var store = _folder.Open()) await store.Require<ITurnLog>().WriteTurnAsync(new("a") { UserId = "telegram_1", Messages = [new("user", "secret")] });
        foreach (var name in new[] { "a.json.bak", "a.json.bots-tmp", "a.json.tmp123", "sub/a.json", "notes.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Path(name))!);
            File.Copy(_folder.Path("a.json"), _folder.Path(name));
        }

        _folder.Write("sub/b.json", Whole.Replace("telegram_1", "telegram_12", StringComparison.Ordinal));

        using var later = _folder.Open();
        var report = await later.Require<ISessionRetention>().EraseUserAsync("telegram_1");

        Assert.Equal(new[] { "a.json.tmp123", "notes.txt", "sub/a.json" }.Select(_folder.Path), report.Remaining.Select(static line => line.Split(" is no file of this store")[0]));
        Assert.Equal(["a.json.tmp123", "notes.txt"], _folder.Names());
    }

    [Fact]
    public async Task A_copy_of_somebody_elses_session_that_names_the_user_is_named_and_stays()
    {
        _folder.Write("b.json.bak", Whole.Replace("telegram_1", "telegram_2", StringComparison.Ordinal).Replace("\"one\"", "\"one\",\"note\":{\"user_id\":\"telegram_1\"}", StringComparison.Ordinal));
        _folder.Write("large.tar", new string(' ', (1 << 20) - 5) + "\"user_id\":\"telegram_1\"");
        using var store = _folder.Open();

        var report = await store.Require<ISessionRetention>().EraseUserAsync("telegram_1");

        Assert.Equal(new[] { "b.json.bak", "large.tar" }.Select(_folder.Path), report.Remaining.Select(static line => line.Split(" is no file of this store")[0]));
        Assert.Equal(["b.json.bak", "large.tar"], _folder.Names());
    }

    [Fact]
    public async Task An_empty_file_holds_text_of_nobody()
    {
        _folder.Write("a.json.corrupt-1767225600000", "");
        _folder.Write("b.json", "");
        using var store = _folder.Open();

        Assert.Empty((await store.Require<ISessionRetention>().EraseUserAsync("telegram_1")).Remaining);
    }

    [Fact]
    public async Task A_saved_session_goes_on_and_is_mended_once()
    {
        _folder.Write("a.json", Whole[..^19]);
        using var store = _folder.Open();

        await store.AddAsync("a", "four");
        await store.AddAsync("a", "five");

        Assert.Equal(["one", "two", "three", "four", "five"], await store.ContentsAsync("a"));
        Assert.Single(_folder.Names(), static name => name.Contains(".corrupt-", StringComparison.Ordinal));
        Assert.Equal("telegram_1", (await store.Require<ISessionCatalog>().GetSessionAsync("a"))?.UserId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"session_id\":\"a\",\"messages\":{\"role\":\"user\"}}")]
    [InlineData("{\"session_id\":\"a\",\"messages\":[]} trailing")]
    [InlineData("{\"session_id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"on")]
    public async Task What_is_no_session_at_all_is_set_aside_and_the_session_starts_empty(string text)
    {
        _folder.Write("a.json", text);
        using var store = _folder.Open();

        Assert.Empty(await store.ContentsAsync("a"));
        await store.AddAsync("a", "new");

        Assert.Equal(["new"], await store.ContentsAsync("a"));
        Assert.Equal(text, _folder.Read(Assert.Single(_folder.Names(), static name => name.Contains(".corrupt-", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task One_damaged_file_does_not_break_the_listing()
    {
        _folder.Write("broken.json", "{\"session_id\":\"broken\",\"messages\":[{\"role\":\"user\",\"content\":\"saved\"},{");
        _folder.Write("rubbish.json", "\u0001");
        Directory.CreateDirectory(_folder.Path("folder.json"));
        using var store = _folder.Open();
        await store.AddAsync("a", "one");

        var listed = await store.Require<ISessionCatalog>().ListSessionsAsync().ToListAsync();

        Assert.Equal(["a", "broken", "rubbish"], listed.Select(static data => data.Id).Order());
        Assert.Equal(1, listed.Single(static data => data.Id == "broken").MessageCount);
    }

    [Fact]
    public async Task Erasing_a_session_erases_what_was_set_aside_of_it()
    {
        _folder.Write("a.json", Whole[..^19] + "secret text");
        _folder.Write("b.json", "broken b");
        using var store = _folder.Open();
        await store.ContentsAsync("a");
        await store.ContentsAsync("b");

        await store.ClearSessionAsync("a");

        Assert.False(_folder.Holds("secret text"));
        Assert.True(_folder.Holds("broken b"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_was_cut_behind_its_messages_still_says_whose_it_is_and_is_erased_with_its_copies(bool wasRead)
    {
        using (var writing = _folder.Open())
        {
            await writing.AddAsync("a", "before anybody owned it");
            await writing.Require<ITurnLog>().WriteTurnAsync(new("a") { UserId = "u", Messages = [new("user", "secret text")] });
        }

        var whole = _folder.Read("a.json");
        _folder.Write("a.json", whole[..(whole.IndexOf("secret text", StringComparison.Ordinal) + 40)]);
        using var store = _folder.Open();
        if (wasRead) Assert.NotEmpty(await store.ContentsAsync("a"));

        var report = await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal((1, 0), (report.Sessions, report.Remaining.Count));
        Assert.False(_folder.Holds("secret text"));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task What_stands_behind_the_damage_says_whose_the_file_is()
    {
        const string theirs = """{"session_id":"a","messages":[{"role":"user","content":"secret text","metadata":{"user_id":"v"}},{"role":@@],"created_at":"2025-01-01T00:00:00.000000+00:00","user_id":"u","metadata":{"user_id":"w"}}""";
        _folder.Write("a.json", theirs);
        using var store = _folder.Open();

        await store.Require<ISessionRetention>().EraseUserAsync("v");
        await store.Require<ISessionRetention>().EraseUserAsync("w");
        Assert.True(_folder.Holds("secret text"));
        await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_damaged_file_that_does_not_say_whose_it_is_is_named_when_a_user_is_erased()
    {
        _folder.Write("a.json", """{"session_id":"a","messages":[{"role":"user","content":"secret text"}],"crea""");
        _folder.Write("b.json", """{"session_id":"b","messages":[{"role":"user","content":"secret text"}],"crea""");
        using var store = _folder.Open();
        await store.ContentsAsync("a");

        var report = await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Equal(2, report.Remaining.Count);
        Assert.Contains(report.Remaining, line => line.Contains(_folder.Path("a.json.corrupt-1767225600000"), StringComparison.Ordinal));
        Assert.Contains(report.Remaining, line => line.Contains(_folder.Path("b.json") + " ", StringComparison.Ordinal));
        Assert.True(_folder.Holds("secret text"));

        // Once the session has an owner, its copies are the owner's as well.
        await store.Require<ISessionCatalog>().UpdateSessionAsync("a", new() { UserId = "u" });
        await store.DeleteSessionAsync("b");
        Assert.Empty((await store.Require<ISessionRetention>().EraseUserAsync("u")).Remaining);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Copies_whose_session_another_program_deleted_and_files_nobody_reads_are_erased_with_their_user()
    {
        const string whole = """{"session_id":"a","user_id":"u","messages":[{"role":"user","content":"secret text"}]}""";
        _folder.Write("a.json.corrupt-1", whole[..^1]);
        _folder.Write("elsewhere.json", whole);
        _folder.Write("b.json.corrupt-1", whole[..^1].Replace("\"u\"", "\"v\"", StringComparison.Ordinal));
        using var store = _folder.Open();

        var report = await store.Require<ISessionRetention>().EraseUserAsync("u");

        Assert.Empty(report.Remaining);
        Assert.Equal(["b.json.corrupt-1"], _folder.Names());
    }

    [Theory]
    [InlineData("""{"content":"no role"}""", "user", "no role")]
    [InlineData("""{"role":"user"}""", "user", "")]
    [InlineData("""{"role":"user","content":null}""", "user", "")]
    [InlineData("""{"role":"","content":"x"}""", "user", "x")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"hi"}]}""", "user", """[{"type":"text","text":"hi"}]""")]
    [InlineData("""{"role":"user","content":5,"timestamp":"soon","metadata":[],"tool_calls":{},"tool_call_id":1}""", "user", "5")]
    [InlineData("""{"role":"user","content":"x","timestamp":1e300}""", "user", "x")]
    [InlineData("""{"role":"user","content":"\ud83d half","metadata":{"\udc00":"\ud800"}}""", "user", "\ufffd half")]
    public async Task Messages_in_odd_shapes_are_read_as_well_as_they_can_be(string message, string role, string content)
    {
        _folder.Write("a.json", $$"""{"session_id":"a","messages":[{{message}}]}""");
        using var store = _folder.Open();

        var read = Assert.Single(await store.GetChatHistoryAsync("a"));

        Assert.Equal((role, content), (read.Role, read.Content));
        Assert.Empty(_folder.Log.Entries);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_read_with_replacement_characters()
    {
        await File.WriteAllBytesAsync(_folder.Path("a.json"), [.. "{\"session_id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"x"u8, 0xff, 0xc3, .. "y\"}]}"u8]);
        using var store = _folder.Open();

        Assert.Equal(["x\ufffd\ufffdy"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task A_file_nested_deeper_than_readers_expect_is_no_damage()
    {
        var deep = new string('[', 500) + new string(']', 500);
        _folder.Write("a.json", $$"""{"session_id":"a","messages":[{"role":"user","content":"x","metadata":{"deep":{{deep}} } }],"runtime_state":{{deep}} }""");
        using var store = _folder.Open();

        await store.AddAsync("a", "y");

        Assert.Equal(["x", "y"], await store.ContentsAsync("a"));
        Assert.Contains($"\"runtime_state\":{deep}", _folder.Read("a.json"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int Ends(string content) => Encoding.UTF8.GetByteCount(Whole[..Whole.IndexOf($"\"{content}\"}}", StringComparison.Ordinal)]) + content.Length + 3;
}
