using System.Text;
using System.Text.Json;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>What is kept about users goes along whether they own a session or not.</summary>
public sealed class TransferredUsersTests : TransferTo
{
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Values_and_memories_of_users_without_a_session_come_along(string from, string to)
    {
        var (source, target) = (Open(from, "source"), Open(to, "target"));
        await SayAsync(source, "a", "alice", "hello");
        await SetAsync(source, "alice", "no");
        await source.Require<IMemoryStore>().SaveMemoryAsync("alice", new("lives in Oslo"));
        await SetAsync(source, "bob", "de");
        await source.Require<IMemoryStore>().SaveMemoryAsync("carol", new("likes tea"));
        await source.DeleteSessionAsync("a");

        var copied = await SessionTransfer.CopyAsync(source, target);

        Assert.Equal((0, 2, 2, 0), (copied.Sessions, copied.Values, copied.Memories, copied.UsersLeftOut));
        Assert.Equal(("no", "de"), (await LanguageAsync(target, "alice"), await LanguageAsync(target, "bob")));
        Assert.Equal("lives in Oslo", Assert.Single(await target.Require<IMemoryStore>().ListMemoriesAsync("alice")).Content.Text);
        Assert.Equal("likes tea", Assert.Single(await target.Require<IMemoryStore>().ListMemoriesAsync("carol")).Content.Text);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task An_export_of_a_user_without_a_session_holds_what_is_kept_of_this_user_alone(string kind)
    {
        var store = Open(kind, "source");
        await SetAsync(store, "alice", "no");
        await store.Require<IMemoryStore>().SaveMemoryAsync("alice", new("lives in Oslo"));
        await SetAsync(store, "bob", "de");

        var output = new MemoryStream();
        var report = await SessionTransfer.ExportAsync(store, output, "alice");

        Assert.Equal((0, 1, 1), (report.Sessions, report.Values, report.Memories));
        Assert.DoesNotContain("bob", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task A_user_who_was_erased_is_in_no_export(string kind)
    {
        var store = Open(kind, "source");
        await SetAsync(store, "alice", "no");
        await store.Require<IMemoryStore>().SaveMemoryAsync("alice", new("lives in Oslo"));

        await store.Require<ISessionRetention>().EraseUserAsync("alice");

        Assert.DoesNotContain("alice", Encoding.UTF8.GetString((await ExportAsync(store)).ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_values_that_do_not_say_whose_they_are_are_counted_unless_their_user_is_known()
    {
        var store = Open("json", "source");
        await SetAsync(store, "alice", "no");
        await SetAsync(store, "bob", "de");
        await SayAsync(store, "b", "bob", "hello");
        foreach (var path in Directory.GetFiles(Path.Combine(PathOf("source"), ".bots", "state"), "user-*.json"))
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"\":\"alice\",", "", StringComparison.Ordinal).Replace("\"\":\"bob\",", "", StringComparison.Ordinal));

        var before = await SessionTransfer.ExportAsync(store, Stream.Null);
        await SetAsync(store, "alice", "nn");
        var after = await SessionTransfer.ExportAsync(store, Stream.Null);

        Assert.Equal((1, 1), (before.Values, before.UsersLeftOut));
        Assert.Equal((2, 0), (after.Values, after.UsersLeftOut));
    }

    private static async Task SetAsync(ISessionStore store, string user, string language) =>
        await store.Require<ISessionState>().SetStateAsync(StateScope.User(user), "language", JsonSerializer.SerializeToElement(language));

    private static async Task<string?> LanguageAsync(ISessionStore store, string user) =>
        (await store.Require<ISessionState>().GetStateAsync(StateScope.User(user), "language"))?.Value?.GetString();
}
