using Bots.Sessions.Sqlite;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteSearchTests : SqliteFolderTests
{
    [Fact]
    public async Task A_message_is_found_by_its_stems_as_soon_as_it_is_written()
    {
        var store = Open();
        for (var round = 0; round < 5; round++)
        {
            await store.AddMessageAsync("a", "user", $"We were climbing mountains in place{round}");
            await AddAsync(store, "a", "filler one", "filler two", "filler three");

            var hit = (await SearchAsync(store, $"place{round}"))[0];
            Assert.Equal(("a", round * 4), (hit.SessionId, hit.MessageIndex));
        }

        Assert.Equal(5, (await SearchAsync(store, "Who climbed a mountain?")).Count);
    }

    [Theory]
    [InlineData("What is that, and why were you not there?")]
    [InlineData("")]
    [InlineData("\" ' * ( ) : - ^ …")]
    public async Task A_query_without_meaning_finds_nothing(string text)
    {
        var store = Open();
        await AddAsync(store, "a", "what is that and why were you not there");

        Assert.Empty(await SearchAsync(store, text));
    }

    [Theory]
    [InlineData("cafe", "Le Café est fermé")]
    [InlineData("NEAR", "near or far")]
    [InlineData("\"quoted\" AND (x", "a quoted word")]
    [InlineData("天气", "今天天气很好")]
    [InlineData("好", "今天天气很好")]
    [InlineData("東京タワー", "昨日東京タワーへ行った")]
    [InlineData("서울", "나는 서울에 산다")]
    public async Task Words_are_found_in_any_script_and_spelling(string text, string content)
    {
        var store = Open();
        await AddAsync(store, "a", "unrelated", content, "something else");

        Assert.Equal(content, Assert.Single(await SearchAsync(store, text)).Message.Content);
    }

    [Fact]
    public async Task Only_what_users_and_assistants_said_is_found()
    {
        var store = Open();
        foreach (var role in new[] { "system", "tool", "user", "assistant" }) await store.AddMessageAsync("a", role, "zebra");

        Assert.Equal(["assistant", "user"], (await SearchAsync(store, "zebra")).Select(static hit => hit.Message.Role).Order());
    }

    [Fact]
    public async Task Matches_beside_each_other_lift_each_other()
    {
        var store = Open();
        await AddAsync(store, "a", "alone zebra", "x", "x", "x", "x", "first zebra", "second zebra", "x");

        var hits = await SearchAsync(store, "zebra");

        Assert.Equal(3, hits.Count);
        Assert.Equal("alone zebra", hits[2].Message.Content);
        Assert.Equal(["x", "second zebra", "x"], hits.Single(static hit => hit.MessageIndex == 5).Neighbours.Skip(1).Select(static message => message.Content));
    }

    [Fact]
    public async Task No_hit_lies_outside_the_scope()
    {
        var store = Open();
        await store.WriteTurnAsync(new TurnWrite("a") { UserId = "u", Messages = [new("user", "zebra 0"), new("user", "zebra 1"), new("user", "zebra 2")] });
        await store.ForkSessionAsync("a", 0, sessionId: "b");
        await store.UpdateSessionAsync("b", new SessionChange { UserId = "v" });
        await AddAsync(store, "b", "zebra b");
        await AddAsync(store, "c", "zebra c");
        await store.RevertToMessageAsync("a", 1);

        Assert.Equal(["zebra 0", "zebra b"], await TextsAsync(store, new SearchQuery("zebra") { SessionId = "b" }));
        Assert.Equal(["zebra 0", "zebra 1"], await TextsAsync(store, new SearchQuery("zebra") { UserId = "u" }));
        Assert.Equal(["zebra 0", "zebra b"], await TextsAsync(store, new SearchQuery("zebra") { UserId = "v" }));
        Assert.Equal(["zebra 0", "zebra 1", "zebra b", "zebra c"], await TextsAsync(store, new SearchQuery("zebra") { Everyone = true }));
        Assert.Empty(await TextsAsync(store, new SearchQuery("zebra") { SessionId = "none" }));
        await Assert.ThrowsAsync<ArgumentException>(() => store.SearchAsync(new SearchQuery("zebra")).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => store.SearchAsync(new SearchQuery("zebra") { UserId = "u", Everyone = true }).AsTask());
    }

    [Fact]
    public async Task Erased_words_are_found_no_more_and_are_in_no_file()
    {
        var store = Open();
        for (var number = 0; number < 40; number++) await AddAsync(store, $"{number % 4}", $"ocelot{number % 4:00} secretword{number} 秘密的话{number}话mixed{number % 4:00}话", "filler");
        Assert.NotEmpty(await SearchAsync(store, "ocelot01"));
        await AddAsync(store, "1", "ocelot01 not indexed yet");

        await store.ClearSessionAsync("1");
        await store.DeleteSessionAsync("2");

        foreach (var (word, isThere) in new[] { ("ocelot00", true), ("ocelot01", false), ("ocelot02", false), ("ocelot03", true), ("秘密", true), ("mixed00", true), ("mixed01", false), ("mixed02", false) })
        {
            Assert.Equal(isThere, (await SearchAsync(store, word)).Count > 0);
            Assert.Equal(isThere, IsInAnyFile(word));
        }

        Execute("INSERT INTO message_words(message_words) VALUES('integrity-check')");
        Execute("INSERT INTO message_characters(message_characters) VALUES('integrity-check')");
    }

    [Fact]
    public void The_words_of_a_query_are_taken_apart_in_code()
    {
        Assert.Equal(["\"john\"", "\"dog\""], MatchQuery.OfWords("What's John's dog? The DOG! Dogs!"));
        Assert.Equal(["\"天气\""], MatchQuery.OfCharacters("weather 天气"));
        Assert.Null(MatchQuery.Characters("weather"));
    }

    private static async Task AddAsync(SqliteSessionStore store, string session, params string[] texts)
    {
        foreach (var text in texts) await store.AddMessageAsync(session, "user", text);
    }

    private static async Task<IReadOnlyList<SearchHit>> SearchAsync(SqliteSessionStore store, string text) =>
        await store.SearchAsync(new SearchQuery(text) { Everyone = true });

    private static async Task<string[]> TextsAsync(SqliteSessionStore store, SearchQuery query) =>
        [.. (await store.SearchAsync(query)).Select(static hit => hit.Message.Content).Order(StringComparer.Ordinal)];
}
