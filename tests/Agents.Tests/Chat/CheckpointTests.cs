using Bots.Sessions;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Chat;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_checkpoint_is_made_by_itself_every_five_interactions()
    {
        await using var session = new Session();
        for (var i = 1; i <= 11; i++) await session.ChatAsync($"Message {i}");

        var checkpoints = await session.ListCheckpointsAsync();

        Assert.Equal([("interaction 5", 9), ("interaction 10", 19)], checkpoints.Select(static checkpoint => (checkpoint.Label, checkpoint.MessageIndex)));
        Assert.All(checkpoints, static checkpoint => Assert.Equal(CheckpointKind.Automatic, checkpoint.Kind));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 0)]
    public async Task How_often_is_an_option(int every, int expected)
    {
        await using var session = new Session(options: new() { CheckpointEvery = every });
        for (var i = 0; i < 7; i++) await session.ChatAsync("Hi");

        Assert.Equal(expected, (await session.ListCheckpointsAsync()).Count);
    }

    [Fact]
    public async Task The_count_goes_on_in_a_new_object()
    {
        var store = new MemorySessionStore();
        for (var i = 0; i < 5; i++)
        {
            await using var session = new Session("s", store: store);
            await session.ChatAsync("Hi");
        }

        Assert.Single(await new Session("s", store: store).ListCheckpointsAsync());
    }

    [Fact]
    public async Task Of_the_automatic_checkpoints_the_newest_twenty_stay_and_those_made_by_hand_too()
    {
        await using var session = new Session(options: new() { CheckpointEvery = 1 });
        await session.ChatAsync("Hi");
        await session.CreateCheckpointAsync("mine");
        for (var i = 0; i < 29; i++) await session.ChatAsync("Hi");

        var labels = (await session.ListCheckpointsAsync()).Select(static checkpoint => checkpoint.Label).ToList();

        Assert.Equal(["mine", .. Enumerable.Range(11, 20).Select(static i => $"interaction {i}")], labels);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    [InlineData("number")]
    public async Task A_checkpoint_is_restored_by_name_id_or_number_and_the_way_back_leads_back(string by)
    {
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");
        var made = await session.CreateCheckpointAsync("before");
        await session.ChatAsync("My name is Bob");

        var back = by switch
        {
            "name" => await session.RestoreCheckpointAsync("before"),
            "id" => await session.RestoreCheckpointAsync(made.Id),
            _ => await session.RestoreCheckpointAsync(1),
        };
        var first = await session.ChatAsync("What's my name?");
        await session.RestoreCheckpointAsync(back.Id);
        var second = await session.ChatAsync("What's my name?");

        Assert.Equal(("Your name is Alice.", "Your name is Bob."), (first, second));
    }

    [Fact]
    public async Task An_unknown_checkpoint_names_those_there_are_and_changes_nothing()
    {
        await using var session = new Session();
        await session.ChatAsync("Hi");
        await session.CreateCheckpointAsync("start");

        Assert.Contains("1 (start)", (await Assert.ThrowsAsync<ArgumentException>(() => session.RestoreCheckpointAsync("end"))).Message, StringComparison.Ordinal);
        Assert.Contains("1 (start)", (await Assert.ThrowsAsync<ArgumentException>(() => session.RestoreCheckpointAsync(2))).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
    }

    [Fact]
    public async Task Before_anything_was_said_there_is_nothing_to_mark_or_branch()
    {
        await using var session = new Session();

        Assert.Contains("chat first", (await Assert.ThrowsAsync<InvalidOperationException>(() => session.CreateCheckpointAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("chat first", (await Assert.ThrowsAsync<InvalidOperationException>(() => session.BranchAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_tries_another_path_and_the_first_one_stays()
    {
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");

        await using (var branch = await session.BranchAsync("other-path"))
        {
            await branch.ChatAsync("My name is Bob");
            Assert.Equal(("other-path", "Your name is Bob."), (branch.Id, await branch.ChatAsync("What's my name?")));
        }

        Assert.Equal("Your name is Alice.", await session.ChatAsync("What's my name?"));
    }

    [Fact]
    public async Task A_branch_can_begin_at_an_earlier_message()
    {
        await using var session = new Session();
        await session.ChatAsync("My name is Alice");
        await session.ChatAsync("My name is Bob");

        await using var branch = await session.BranchAsync(fromMessage: 1);

        Assert.Equal("Your name is Alice.", await branch.ChatAsync("What's my name?"));
    }

    [Fact]
    public async Task Versions_are_saved_restored_and_merged()
    {
        await using var store = new SqliteSessionStore(Path.Combine(_folder, "s.db"));
        await using var session = new Session("s", store: store);
        await session.ChatAsync("My name is Alice");
        Assert.Equal(1, await session.SaveVersionAsync("only the name"));
        await using var branch = await session.BranchAsync("b");
        await branch.ChatAsync("I live in Oslo");
        await session.ChatAsync("I like sailing");

        await using var merged = await session.MergeAsync(branch, new() { TargetId = "m" });
        Assert.Equal(["My name is Alice", "I live in Oslo", "I like sailing"], (await merged.GetHistoryAsync()).Where(static message => message.Role == "user").Select(static message => message.Content));

        await session.RestoreVersionAsync(1);
        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
        Assert.Equal([(1, "only the name")], (await session.ListVersionsAsync()).Select(static version => (version.Number, version.Description)));
        await Assert.ThrowsAsync<ArgumentException>(() => session.RestoreVersionAsync(2));
    }

    [Fact]
    public async Task A_store_without_a_capability_is_told_by_its_name()
    {
        await using var session = new Session("s", store: new FiveMethodStore());
        for (var i = 0; i < 6; i++) await session.ChatAsync("Hi"); // No checkpoint comes due: nobody asked for one.

        async Task<string> MissingAsync(Func<Task> ask) => (await Assert.ThrowsAsync<NotSupportedException>(ask)).Message;
        Assert.StartsWith("FiveMethodStore does not offer ISessionCheckpoints", await MissingAsync(() => session.CreateCheckpointAsync()), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionCheckpoints", await MissingAsync(() => session.ListCheckpointsAsync()), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionCheckpoints", await MissingAsync(() => session.RestoreCheckpointAsync(1)), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionBranching", await MissingAsync(() => session.BranchAsync()), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionVersions", await MissingAsync(() => session.SaveVersionAsync("v")), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionVersions", await MissingAsync(() => session.MergeAsync(session)), StringComparison.Ordinal);
        Assert.StartsWith("FiveMethodStore does not offer ISessionState", await MissingAsync(() => session.Shared.GetAsync<string>("k")), StringComparison.Ordinal);
    }
}
