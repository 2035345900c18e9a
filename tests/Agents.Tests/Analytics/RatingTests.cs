using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Analytics;

/// <summary>A rating belongs to its answer, wherever that stands by now.</summary>
public sealed class RatingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratings-").FullName;

    public static TheoryData<string> Stores => ["memory", "json", "sqlite"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_answer_that_was_taken_back_takes_its_rating_with_it_and_brings_it_back(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        await using var session = await RatedAsync(store);
        var back = await store.Require<ISessionCheckpoints>().RevertToMessageAsync("s", 1);

        Assert.Equal((1, 0), await CountAsync(session));
        await session.ChatAsync("I live in Rome");
        Assert.Equal((1, 0), await CountAsync(session));

        await session.RestoreCheckpointAsync(back!.Id);
        Assert.Equal((1, 1), await CountAsync(session));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_answer_given_instead_of_a_rated_one_is_not_rated(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        await using var session = await RatedAsync(store);

        await store.Require<ITurnLog>().WriteTurnAsync(new("s") { KeepMessages = 2, Messages = [new("user", "I live in Oslo"), new("assistant", "Good to know.")] });

        Assert.Equal((1, 0), await CountAsync(session));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_branch_has_the_ratings_of_the_answers_it_took_over(string kind)
    {
        var store = Open(kind);
        await using var owner = store as IAsyncDisposable;
        await using var session = await RatedAsync(store);

        await using var all = await session.BranchAsync("all");
        await using var some = await session.BranchAsync("some", fromMessage: 1);
        await some.ChatAsync("I live in Bern");

        Assert.Equal(((1, 1), (1, 0), (1, 1)), (await CountAsync(all), await CountAsync(some), await CountAsync(session)));
    }

    [Fact]
    public async Task Trimming_an_old_answer_drops_its_rating_and_leaves_the_others_theirs()
    {
        var store = new JsonSessionStore(new() { Directory = _folder, MaxMessages = 4 });
        await using var session = await RatedAsync(store);

        await session.ChatAsync("I like tea");
        Assert.Equal((0, 1), await CountAsync(session));
        await session.ChatAsync("I like figs");
        Assert.Equal((0, 0), await CountAsync(session));
    }

    [Fact]
    public async Task A_saved_session_keeps_its_ratings()
    {
        var path = Path.Combine(_folder, "saved.json");
        await using (var session = await RatedAsync(new MemorySessionStore())) await session.SaveAsync(path);

        await using var loaded = new Session();
        await loaded.LoadAsync(path);

        Assert.Equal((1, 1), await CountAsync(loaded));
    }

    /// <summary>A session of two answers, the first one good and the second one bad.</summary>
    private static async Task<Session> RatedAsync(ISessionStore store)
    {
        var session = new Session("s", null, store);
        await session.ChatAsync("My name is Bob");
        await session.RateAsync(isGood: true);
        await session.ChatAsync("I live in Oslo");
        await session.RateAsync(isGood: false);
        return session;
    }

    private static async Task<(int Good, int Bad)> CountAsync(Session session) => await session.AnalyzeAsync() is var found ? (found.Good, found.Bad) : default;

    private ISessionStore Open(string kind) => kind switch
    {
        "memory" => new MemorySessionStore(),
        "json" => new JsonSessionStore(new() { Directory = _folder }),
        _ => new SqliteSessionStore(Path.Combine(_folder, "s.db")),
    };
}
