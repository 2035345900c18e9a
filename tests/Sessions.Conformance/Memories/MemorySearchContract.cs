namespace Bots.Sessions.Conformance;

/// <summary>Memories are found by their words.</summary>
[ContractGroup(typeof(IMemoryStore))]
public abstract class MemorySearchContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _user = Some.Name();

    private IMemoryStore Memories => Store.Require<IMemoryStore>();

    [Promise]
    public async Task The_best_match_comes_first()
    {
        await SaveAsync("My dog's name is Rex", "I like walking my dog in the mountains", "I live in Oslo", "My cat is called Tom");

        Assert.Equal("My dog's name is Rex", (await FindAsync("What is the name of my dog?"))[0]);
        Assert.Equal("I live in Oslo", Assert.Single(await FindAsync("Where do I live?")));
    }

    [Promise]
    public async Task Words_match_by_stem_case_and_accents_aside()
    {
        await SaveAsync("I climbed mountains in Perú");

        foreach (var text in new[] { "CLIMBING", "mountain", "peru", "Peru?" }) Assert.Single(await FindAsync(text));
        Assert.Empty(await FindAsync("climate"));
    }

    [Promise]
    public async Task Chinese_Japanese_and_Korean_are_found_by_their_characters()
    {
        await SaveAsync("我喜欢喝茶", "東京タワーへ行った", "나는 서울에 산다");

        Assert.Equal("我喜欢喝茶", Assert.Single(await FindAsync("喝茶吗")));
        Assert.Equal("東京タワーへ行った", Assert.Single(await FindAsync("東京")));
        Assert.Equal("나는 서울에 산다", Assert.Single(await FindAsync("서울")));
    }

    [Promise]
    public async Task A_query_without_meaning_finds_nothing()
    {
        await SaveAsync("what is that and why were you not there");

        foreach (var text in new[] { "", "What is that, and why?", "\" ' * ( ) : - ^ …", "\ud800" }) Assert.Empty(await FindAsync(text));
    }

    [Promise]
    public async Task No_more_are_returned_than_asked_for()
    {
        for (var number = 0; number < 12; number++) await SaveAsync($"zebra {number}");

        Assert.Equal(10, (await Memories.SearchMemoriesAsync(_user, "zebra")).Count);
        Assert.Equal(3, (await Memories.SearchMemoriesAsync(_user, "zebra", 3)).Count);
        Assert.Empty(await Memories.SearchMemoriesAsync(_user, "zebra", 0));
    }

    private async Task SaveAsync(params string[] texts)
    {
        foreach (var text in texts) await Memories.SaveMemoryAsync(_user, new(text));
    }

    private async Task<string[]> FindAsync(string text) => [.. (await Memories.SearchMemoriesAsync(_user, text)).Select(static hit => hit.Memory.Content.Text)];
}
