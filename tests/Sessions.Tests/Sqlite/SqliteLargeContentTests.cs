namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteLargeContentTests : SqliteFolderTests
{
    private static readonly string Large = "haystack " + string.Join(' ', Enumerable.Range(0, 200).Select(static number => $"word{number}"));

    [Fact]
    public async Task A_large_text_is_kept_once_beside_the_log_and_read_like_any_other()
    {
        var store = Open(static options => options.LargeContentBytes = 1_000);
        foreach (var id in new[] { "a", "b" }) await store.WriteTurnAsync(new TurnWrite(id) { Messages = [new("user", "small"), new("user", Large), new("system", Large)] });
        await store.ForkSessionAsync("a", sessionId: "c");
        await store.SaveVersionAsync("a", "v");

        Assert.Equal((1, 4), (Number("SELECT count(*) FROM body"), Number("SELECT count(*) FROM message WHERE body IS NOT NULL AND content=''")));
        foreach (var id in new[] { "a", "b", "c" }) Assert.Equal(["small", Large, Large], (await store.GetChatHistoryAsync(id)).Select(static message => message.Content));
        Assert.Equal(Large, Assert.Single((await store.GetWindowAsync("a", new WindowRequest { MaxMessages = 1 })).Messages).Content);
        var tokens = (await store.GetChatHistoryAsync("a")).Sum(TokenEstimate.Of);
        Assert.Equal(tokens, Number("SELECT tok FROM session WHERE id='a'"));
    }

    [Fact]
    public async Task A_large_text_is_erased_with_the_last_message_that_refers_to_it()
    {
        var store = Open(static options => options.LargeContentBytes = 1_000);
        foreach (var id in new[] { "a", "b" }) await store.AddMessageAsync(id, "user", Large);
        await store.ForkSessionAsync("a", sessionId: "c");
        Assert.Equal(3, (await store.SearchAsync(new SearchQuery("haystack") { Everyone = true })).Count(static hit => hit.Message.Content == Large) + 1);

        await store.DeleteSessionAsync("a");
        await store.ClearSessionAsync("b");
        Assert.Equal(1, Number("SELECT count(*) FROM body"));
        Assert.Equal("c", Assert.Single(await store.SearchAsync(new SearchQuery("word199") { Everyone = true })).SessionId);
        await store.DeleteSessionAsync("c");

        Assert.Equal(0, Number("SELECT count(*) FROM body"));
        Assert.Empty(await store.SearchAsync(new SearchQuery("haystack") { Everyone = true }));
        Assert.False(IsInAnyFile("haystack"));
        Assert.False(IsInAnyFile("word199"));
    }

    [Theory]
    [InlineData(0, 100_000, 0)]
    [InlineData(1_000, 1_000, 0)]
    [InlineData(1_000, 1_001, 1)]
    public async Task The_option_says_what_is_large(int limit, int length, int bodies)
    {
        var store = Open(options => options.LargeContentBytes = limit);

        await store.AddMessageAsync("a", "user", new string('x', length));

        Assert.Equal(bodies, Number("SELECT count(*) FROM body"));
        Assert.Equal(length, Assert.Single(await store.GetChatHistoryAsync("a")).Content.Length);
    }

    [Fact]
    public async Task A_merge_keeps_large_texts()
    {
        var store = Open(static options => options.LargeContentBytes = 1_000);
        await store.AddMessageAsync("a", "user", Large);
        await store.AddMessageAsync("b", "user", Large + "!");

        var merged = await store.MergeAsync("a", "b");

        Assert.Equal([Large, Large + "!"], (await store.GetChatHistoryAsync(merged.SessionId)).Select(static message => message.Content));
        Assert.Equal(2, Number("SELECT count(*) FROM body"));
    }
}
