namespace Bots.Sessions.Conformance;

/// <summary>What is known about a user is kept as it was given, once, and is nobody else's.</summary>
[ContractGroup(typeof(IMemoryStore))]
public abstract class MemoriesContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _user = Some.Name();

    private IMemoryStore Memories => Store.Require<IMemoryStore>();

    [Promise]
    public async Task A_memory_is_kept_as_it_was_given()
    {
        var given = new NewMemory("I live in Köln 🏙\0.")
        {
            Importance = 0.25,
            Quality = 0.75,
            ObservedAt = Fixture.Clock.GetUtcNow().AddDays(-3),
            ExpiresAt = Fixture.Clock.GetUtcNow().AddDays(3),
            Source = new("session/1", 4, 5),
            Metadata = MessageMetadata.Empty.With("kind", "home"),
            Embedding = new float[] { 0.5f, -1e-9f, 3 },
        };

        var kept = await Memories.SaveMemoryAsync(_user, given);

        var listed = Assert.Single(await Memories.ListMemoriesAsync(_user));
        Assert.Equal([0.5f, -1e-9f, 3], listed.Content.Embedding.ToArray());
        Assert.Equal(given with { Embedding = default }, listed.Content with { Embedding = default });
        Assert.Equal((kept.Id, null, null), (listed.Id, listed.InvalidAt, listed.SupersededBy));
    }

    [Promise]
    public async Task A_memory_without_a_time_was_observed_now()
    {
        var kept = await Memories.SaveMemoryAsync(_user, new("a"));

        Assert.Equal((Fixture.Clock.GetUtcNow(), 0.5, 1.0), (kept.Content.ObservedAt, kept.Content.Importance, kept.Content.Quality));
    }

    [Promise]
    public async Task Memories_are_listed_oldest_first()
    {
        await SaveAsync("now");
        await Memories.SaveMemoryAsync(_user, new("before") { ObservedAt = Fixture.Clock.GetUtcNow().AddDays(-1) });
        await SaveAsync("now too");

        Assert.Equal(["before", "now", "now too"], await TextsAsync(_user));
    }

    [Promise]
    public async Task What_cannot_be_a_memory_is_refused_and_changes_nothing()
    {
        NewMemory[] wrong =
        [
            new(""), new(" \t\n"), new(new string('x', 8_001)),
            new("a") { Importance = 1.01 }, new("a") { Importance = -0.01 }, new("a") { Quality = double.NaN }, new("a") { Quality = 2 },
        ];

        foreach (var memory in wrong) await Assert.ThrowsAnyAsync<ArgumentException>(() => Memories.SaveMemoryAsync(_user, memory).AsTask());
        foreach (var user in new[] { "", "half \ud800" }) await Assert.ThrowsAnyAsync<ArgumentException>(() => Memories.SaveMemoryAsync(user, new("a")).AsTask());

        Assert.Empty(await Memories.ListMemoriesAsync(_user, all: true));
        Assert.Equal(8_000, (await Memories.SaveMemoryAsync(_user, new(new string('x', 8_000)))).Content.Text.Length);
    }

    [Promise]
    public async Task No_user_sees_changes_or_deletes_what_is_known_of_another()
    {
        string[] users = ["x", "X", "x_", "x/", "x/../y", " x", "人", "x\0"];
        foreach (var user in users) await Memories.SaveMemoryAsync(user, new($"secret zebra of “{user}”"));
        var first = Assert.Single(await Memories.ListMemoriesAsync(users[0]));

        foreach (var user in users[1..])
        {
            Assert.False(await Memories.DeleteMemoryAsync(user, first.Id));
            await Memories.SaveMemoryAsync(user, new("zebra two") { Supersedes = first.Id });
            Assert.All(await Memories.SearchMemoriesAsync(user, "zebra", 100), hit => Assert.True(hit.Memory.Content.Text == "zebra two" || hit.Memory.Content.Text == $"secret zebra of “{user}”"));
            Assert.Equal(2, (await Memories.ListMemoriesAsync(user, all: true)).Count);
        }

        Assert.Equal((first.Id, null), Assert.Single(await Memories.ListMemoriesAsync(users[0], all: true)) is var still ? (still.Id, still.InvalidAt) : default);
        Assert.Empty(await Memories.ListMemoriesAsync("nobody"));
    }

    [Promise]
    public async Task The_same_text_again_keeps_the_one_there_is_and_raises_it()
    {
        var first = await Memories.SaveMemoryAsync(_user, new("I like tea") { Importance = 0.5, Quality = 0.9 });

        foreach (var same in new[] { "i LIKE tea", " I  like\ttea. ", "I like tea!!" })
            Assert.Equal(first.Id, (await Memories.SaveMemoryAsync(_user, new(same) { Importance = 0.8, Quality = 0.1, Embedding = new float[] { 1 } })).Id);
        foreach (var other in new[] { "I like teas", "I, like tea", "…", "?" }) Assert.NotEqual(first.Id, (await Memories.SaveMemoryAsync(_user, new(other))).Id);

        var kept = (await Memories.ListMemoriesAsync(_user))[0];
        Assert.Equal(("I like tea", 0.8, 0.9, 1), (kept.Content.Text, kept.Content.Importance, kept.Content.Quality, kept.Content.Embedding.Length));
        Assert.Equal(5, (await Memories.ListMemoriesAsync(_user)).Count);
    }

    [Promise]
    public async Task The_same_text_at_the_same_time_is_kept_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Memories.SaveMemoryAsync(_user, new("I like tea")).AsTask())));

        Assert.Single(await Memories.ListMemoriesAsync(_user, all: true));
    }

    [Promise]
    public async Task What_a_memory_supersedes_holds_no_more_and_stays_listed_when_all_are_asked_for()
    {
        var old = await SaveAsync("I live in Rome");
        await Fixture.AdvanceAsync(TimeSpan.FromHours(1));
        var current = await Memories.SaveMemoryAsync(_user, new("I live in Oslo") { Supersedes = old.Id });

        Assert.Equal(["I live in Oslo"], await TextsAsync(_user));
        var all = await Memories.ListMemoriesAsync(_user, all: true);
        Assert.Equal((current.Id, Fixture.Clock.GetUtcNow()), (all[0].SupersededBy, all[0].InvalidAt));
        Assert.Equal(old.Id, all[1].Content.Supersedes);
        Assert.Empty(await Memories.SearchMemoriesAsync(_user, "Rome"));
    }

    [Promise]
    public async Task What_was_superseded_is_a_new_memory_when_it_is_said_again()
    {
        var rome = await SaveAsync("I live in Rome");
        var oslo = await Memories.SaveMemoryAsync(_user, new("I live in Oslo") { Supersedes = rome.Id });

        var again = await Memories.SaveMemoryAsync(_user, new("I live in Rome") { Supersedes = oslo.Id });

        Assert.NotEqual(rome.Id, again.Id);
        Assert.Equal(["I live in Rome"], await TextsAsync(_user));
        Assert.Equal(3, (await Memories.ListMemoriesAsync(_user, all: true)).Count);
    }

    [Promise]
    public async Task A_memory_never_supersedes_itself_nor_what_is_superseded_already()
    {
        var first = await SaveAsync("a");
        Assert.Equal(first.Id, (await Memories.SaveMemoryAsync(_user, new("A") { Supersedes = first.Id })).Id);
        Assert.Equal(["a"], await TextsAsync(_user));

        var second = await Memories.SaveMemoryAsync(_user, new("b") { Supersedes = first.Id });
        await Memories.SaveMemoryAsync(_user, new("c") { Supersedes = first.Id });

        Assert.Equal(second.Id, (await Memories.ListMemoriesAsync(_user, all: true))[0].SupersededBy);
        Assert.Equal(["b", "c"], await TextsAsync(_user));
    }

    [Promise]
    public async Task A_memory_holds_until_it_expires()
    {
        var end = Fixture.Clock.GetUtcNow().AddHours(1);
        var kept = await Memories.SaveMemoryAsync(_user, new("zebra") { ExpiresAt = end });
        Assert.Equal(["zebra"], await TextsAsync(_user));

        await Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Empty(await Memories.ListMemoriesAsync(_user));
        Assert.Empty(await Memories.SearchMemoriesAsync(_user, "zebra"));
        Assert.Equal(end, Assert.Single(await Memories.ListMemoriesAsync(_user, all: true)).InvalidAt);
        Assert.NotEqual(kept.Id, (await SaveAsync("zebra")).Id);
    }

    [Promise]
    public async Task A_deleted_memory_is_gone_and_what_it_superseded_does_not_come_back()
    {
        var old = await SaveAsync("I live in Rome");
        var current = await Memories.SaveMemoryAsync(_user, new("I live in Oslo") { Supersedes = old.Id });

        Assert.True(await Memories.DeleteMemoryAsync(_user, current.Id));

        Assert.False(await Memories.DeleteMemoryAsync(_user, current.Id));
        Assert.False(await Memories.DeleteMemoryAsync(_user, "unknown"));
        Assert.Empty(await Memories.ListMemoriesAsync(_user));
        var left = Assert.Single(await Memories.ListMemoriesAsync(_user, all: true));
        Assert.Equal((old.Id, null), (left.Id, left.SupersededBy));
        Assert.NotNull(left.InvalidAt);
    }

    [Promise]
    public async Task Memories_are_no_sessions_and_no_messages()
    {
        await SaveAsync("zebra");

        Assert.False(await Store.SessionExistsAsync(_user));
        if (Store.Find<ISessionCatalog>() is { } catalog) await foreach (var session in catalog.ListSessionsAsync()) Assert.Fail($"{session.Id} is listed as a session.");
    }

    private async Task<UserMemory> SaveAsync(string text) => await Memories.SaveMemoryAsync(_user, new(text));

    private async Task<string[]> TextsAsync(string user) => [.. (await Memories.ListMemoriesAsync(user)).Select(static memory => memory.Content.Text)];
}
