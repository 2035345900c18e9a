namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="ISessionSearch"/> about what is found, and in which order.</summary>
[ContractGroup(typeof(ISessionSearch))]
public abstract class SearchContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task Every_message_is_found_as_soon_as_it_is_written()
    {
        for (var round = 0; round < 5; round++)
        {
            await Store.AddAsync(_session, $"We were climbing mountains in place{round}", "filler one", "filler two", "filler three");

            var hit = (await FindAsync($"place{round}"))[0];
            Assert.Equal((_session, round * 4), (hit.SessionId, hit.MessageIndex));
        }

        Assert.Equal(5, (await FindAsync("Who climbed a mountain?")).Count);
    }

    [Promise]
    public async Task A_hit_is_the_message_as_it_stands_in_the_history()
    {
        await Store.AddMessageAsync(_session, "user", "a zebra", MessageMetadata.Empty.With("a", "b"));

        var hit = Assert.Single(await FindAsync("zebras"));

        Assert.Equal(Assert.Single(await Store.GetChatHistoryAsync(_session)), hit.Message);
        Assert.True(hit.Score > 0);
    }

    [Promise]
    public async Task A_query_without_meaning_finds_nothing()
    {
        await Store.AddAsync(_session, "what is that and why were you not there");

        foreach (var text in new[] { "What is that, and why were you not there?", "", " ", "\" ' * ( ) : - ^ …", "NOT AND OR" }) Assert.Empty(await FindAsync(text));
    }

    [Promise]
    public async Task Words_are_found_in_any_script_and_spelling()
    {
        var examples = new (string Text, string Content)[]
        {
            ("cafe", "Le Café est fermé"), ("CAFÉ", "un cafe noir"), ("NEAR", "near or far"), ("\"quoted\" AND (x", "a quoted word"), ("connected", "the connection was lost"),
            ("Привет", "привет, мир"), ("天气", "今天天气很好"), ("好", "这里很好"), ("東京タワー", "昨日東京タワーへ行った"), ("서울", "나는 서울에 산다"), ("4711", "room 4711, please"),
        };
        foreach (var (text, content) in examples)
        {
            var session = Some.Session();
            await Store.AddAsync(session, "unrelated", content, "something else");

            var hits = await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery(text) { SessionId = session });

            Assert.Equal((text, content), (text, Assert.Single(hits).Message.Content));
        }
    }

    [Promise]
    public async Task Words_and_numbers_are_found_also_where_Chinese_Japanese_or_Korean_text_touches_them()
    {
        string[] contents = ["我用Python写代码", "请重启nginx服务器", "第3章", "iPhone15を買いました", "Docker를 설치했어요", "価格は1200円です", "学习 Ruby 很有趣", "\ud842\udfb7野家Café"];
        await Store.AddAsync(_session, [.. contents.SelectMany(static content => new[] { content, "x", "x", "x" })]);

        foreach (var (text, at) in new[] { ("python", 0), ("Python写", 0), ("nginx", 1), ("重启 nginx", 1), ("3", 2), ("iPhone15", 3), ("Docker", 4), ("docker 설치", 4), ("1200", 5), ("1200円", 5), ("ruby", 6), ("cafe", 7) })
            Assert.Equal((text, contents[at]), (text, Assert.Single(await FindAsync(text, neighbours: 0)).Message.Content));
    }

    [Promise]
    public async Task Only_what_users_and_assistants_said_is_found()
    {
        foreach (var role in new[] { "system", "tool", "user", "assistant" }) await Store.AddMessageAsync(_session, role, "zebra");

        Assert.Equal(["assistant", "user"], (await FindAsync("zebra")).Select(static hit => hit.Message.Role).Order(StringComparer.Ordinal));
    }

    [Promise]
    public async Task A_rare_word_weighs_more_than_a_frequent_one()
    {
        for (var number = 0; number < 20; number++) await Store.AddAsync(_session, $"the garden of number{number}", "x", "x", "x");
        await Store.AddAsync(_session, "the ocelot of somebody");

        Assert.Equal("the ocelot of somebody", (await FindAsync("ocelot garden"))[0].Message.Content);
    }

    [Promise]
    public async Task Matches_beside_each_other_lift_each_other()
    {
        await Store.AddAsync(_session, "alone zebra", "x", "x", "x", "x", "first zebra", "second zebra", "x", "y", "z", "q", "r", "s", "t");

        var hits = await FindAsync("zebra");

        Assert.Equal(3, hits.Count);
        Assert.Equal("alone zebra", hits[2].Message.Content);
        Assert.True(hits[1].Score > hits[2].Score);
    }

    [Promise]
    public async Task A_hit_comes_with_as_many_neighbours_as_asked_for_and_there_are()
    {
        await Store.AddAsync(_session, "zebra", "1", "2", "3", "4", "ocelot");

        Assert.Equal(["1", "2"], Contents(Assert.Single(await FindAsync("zebra")).Neighbours));
        Assert.Equal(["4"], Contents(Assert.Single(await FindAsync("ocelot", neighbours: 1)).Neighbours));
        Assert.Empty(Assert.Single(await FindAsync("zebra", neighbours: 0)).Neighbours);
        Assert.Equal(["1", "2", "3", "4", "ocelot"], Contents(Assert.Single(await FindAsync("zebra", neighbours: 100)).Neighbours));
    }

    [Promise]
    public async Task A_hit_comes_with_the_opening_and_the_closing_of_its_session_each_message_once()
    {
        await Store.AddAsync(_session, "0", "1", "2", "3", "zebra", "5", "6", "7", "ocelot", "9");

        var (middle, late) = (Assert.Single(await FindAsync("zebra", neighbours: 1)), Assert.Single(await FindAsync("ocelot", neighbours: 2)));
        var early = Assert.Single(await FindAsync("ocelot", neighbours: 7));

        Assert.Equal(["0", "1", "3", "5", "ocelot", "9"], [.. Contents(middle.Opening), .. Contents(middle.Neighbours), .. Contents(middle.Closing)]);
        Assert.Equal(["0", "1", "6", "7", "9"], [.. Contents(late.Opening), .. Contents(late.Neighbours), .. Contents(late.Closing)]);
        Assert.Equal(["0"], Contents(early.Opening));
        var alone = Assert.Single(await FindAsync("zebra", neighbours: 0));
        Assert.Empty(alone.Opening.Concat(alone.Closing));
    }

    [Promise]
    public async Task The_limit_holds_and_the_best_come_first()
    {
        for (var number = 0; number < 30; number++) await Store.AddAsync(_session, $"zebra{(number == 17 ? " zebra zebra" : "")} of number{number}", "x", "x", "x");

        var hits = await FindAsync("zebra", limit: 5);

        Assert.Equal(5, hits.Count);
        Assert.Equal("zebra zebra zebra of number17", hits[0].Message.Content);
        Assert.Equal(hits.Select(static hit => hit.Score).OrderDescending(), hits.Select(static hit => hit.Score));
        Assert.Equal(10, (await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery("zebra") { SessionId = _session })).Count);
        Assert.Empty(await FindAsync("zebra", limit: 0));
    }

    [Promise]
    public async Task Of_a_long_text_those_words_count_that_fewest_messages_hold()
    {
        var common = string.Join(' ', Enumerable.Range(0, 100).Select(static number => $"common{number}"));
        var unheard = string.Join(' ', Enumerable.Range(0, 200).Select(static number => $"unheard{number}"));
        for (var number = 0; number < 3; number++) await Store.AddAsync(_session, common, "x", "x", "x");
        await Store.AddAsync(_session, "the ocelot", "x", "x", "x", "a zebra");

        Assert.Contains("the ocelot", (await FindAsync($"{common} {unheard} ocelot")).Select(static hit => hit.Message.Content));
        Assert.Equal("a zebra", Assert.Single(await FindAsync($"{unheard} zebra")).Message.Content);
    }

    [Promise]
    public async Task Of_a_long_text_those_characters_count_that_fewest_messages_hold()
    {
        var common = new string([.. Enumerable.Range(0x4E00, 100).Select(static code => (char)code)]);
        for (var number = 0; number < 3; number++) await Store.AddAsync(_session, common, "x", "x", "x");
        await Store.AddAsync(_session, "今天天气很好", "x", "x", "x", "东京很大");

        Assert.Contains("今天天气很好", (await FindAsync($"{common} 天气")).Select(static hit => hit.Message.Content));
        Assert.Equal("东京很大", Assert.Single(await FindAsync(new string([.. Enumerable.Range(0x7000, 200).Select(static code => (char)code)]) + " 东京")).Message.Content);
    }

    [Promise]
    public async Task A_long_message_is_found_by_the_whole_of_it()
    {
        var texts = Enumerable.Range(0, 5).Select(static text => string.Join(' ', Enumerable.Range(0, 300).Select(word => $"word{word * (text + 1)}"))).ToArray();
        foreach (var text in texts) await Store.AddAsync(_session, text, "x", "x", "x");

        foreach (var text in texts) Assert.Equal(text, (await FindAsync(text))[0].Message.Content);
    }

    [Promise]
    public async Task Cleared_and_deleted_messages_are_found_no_more()
    {
        var other = Some.Session();
        foreach (var session in new[] { _session, other }) await Store.AddAsync(session, "zebra", "天气");
        Assert.Equal(2, (await EveryoneAsync("zebra")).Length);

        await Store.ClearSessionAsync(_session);
        await Store.DeleteSessionAsync(other);

        foreach (var text in new[] { "zebra", "天气" }) Assert.Empty(await EveryoneAsync(text));
        await Store.AddAsync(_session, "another zebra");
        Assert.Equal([_session], await EveryoneAsync("zebra"));
    }

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text, int limit = 100, int neighbours = 2) =>
        await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery(text) { SessionId = _session, Limit = limit, Neighbours = neighbours });

    private async Task<string[]> EveryoneAsync(string text) =>
        [.. (await Store.Require<ISessionSearch>().SearchAsync(new SearchQuery(text) { Everyone = true })).Select(static hit => hit.SessionId)];

    private static IEnumerable<string> Contents(IEnumerable<SessionMessage> messages) => messages.Select(static message => message.Content);
}
