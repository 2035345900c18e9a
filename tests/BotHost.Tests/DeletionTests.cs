using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions.Memory;
using Bots.Sessions;

namespace Bots.BotHost.Tests;

/// <summary>Users delete what they wrote, and history follows.</summary>
public sealed class DeletionTests
{
    private const string Note = "[The user deleted this message.]";

    [Fact]
    public async Task In_the_history_a_note_takes_the_place_of_what_was_deleted()
    {
        IReadOnlyList<string> seen = [];
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) =>
        {
            seen = [.. request.History.Select(static message => message.Content)];
            return Some.Pieces("echo: ", request.Prompt);
        }));
        await AskAsync(host, "1", "my secret");
        await AskAsync(host, "2", "two");
        var before = await host.Store.GetChatHistoryAsync("bot_fake_1");

        await DeleteAsync(host, "1");
        await AskAsync(host, "3", "three");

        Assert.Equal([Note, "echo: my secret", "two", "echo: two"], seen);
        var after = await host.Store.GetChatHistoryAsync("bot_fake_1");
        Assert.Equal(before.Skip(1), after.Take(4).Skip(1));
        Assert.Equal(before[0].Metadata, after[0].Metadata);
        Assert.Equal(3, host.Adapter.Delivered.Count);
    }

    [Fact]
    public async Task A_deletion_that_comes_again_or_means_nothing_changes_nothing()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await DeleteAsync(host, "1");
        var version = await VersionAsync(host);

        await DeleteAsync(host, "1");
        await DeleteAsync(host, "77");

        Assert.Equal([Note, "echo: one"], await HistoryAsync(host));
        Assert.Equal(version, await VersionAsync(host));
    }

    [Fact]
    public async Task What_is_deleted_while_it_waits_is_never_answered()
    {
        var asked = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => AnswerAsync(request.Prompt, asked, hold.Task)));
        await host.Adapter.Sink!.AcceptAsync([Message("1", "one")], default);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.Adapter.Sink!.AcceptAsync([Message("2", "two"), Message("3", "three")], default);

        await host.Adapter.Sink!.AcceptAsync([Deletion("2")], default);
        hold.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 2 && host.Get<TurnQueue>().Lanes == 0, "the answers");

        Assert.Equal(["one", "echo: one", "three", "echo: three"], await HistoryAsync(host));
        Assert.Equal("echo: three", host.Adapter.Delivered.Last().Text);
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_answered_is_removed_once_the_answer_is_there()
    {
        var asked = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) => AnswerAsync(request.Prompt, asked, hold.Task)));
        await host.Adapter.Sink!.AcceptAsync([Message("1", "one")], default);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await host.Adapter.Sink!.AcceptAsync([Deletion("1")], default);
        hold.SetResult();
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count == 1 && host.Get<TurnQueue>().Lanes == 0, "the answer");

        Assert.Equal([Note, "echo: one"], await HistoryAsync(host));
    }

    [Fact]
    public async Task A_message_of_an_earlier_conversation_of_the_place_is_found_there()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await AskAsync(host, "1", "one");
        await host.SayAsync("/new");
        await AskAsync(host, "2", "two");

        await DeleteAsync(host, "1");

        Assert.Equal([Note, "echo: one"], await HistoryAsync(host));
    }

    [Fact]
    public async Task A_store_that_cannot_take_anything_back_is_left_alone()
    {
        var five = new FiveMethods(new MemorySessionStore());
        await using var host = await TestHost.StartAsync(Some.Echo(), five, delivery: DeliveryStores.Paired(five, new MemorySessionStore()));
        await AskAsync(host, "1", "one");

        await DeleteAsync(host, "1");

        Assert.Equal("echo: two", await AskAsync(host, "2", "two"));
        Assert.Equal(2, host.Adapter.Delivered.Count);
    }

    private static async IAsyncEnumerable<Bots.Agents.AgentUpdate> AnswerAsync(string prompt, TaskCompletionSource asked, Task hold)
    {
        asked.TrySetResult();
        await hold;
        yield return "echo: " + prompt;
    }

    private static async Task<string> AskAsync(TestHost host, string id, string text)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([Message(id, text)], default);
        await Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, $"an answer to {text}");
        return host.Adapter.Delivered.Last().Text;
    }

    private static async Task DeleteAsync(TestHost host, string id)
    {
        await host.Adapter.Sink!.AcceptAsync([Deletion(id)], default);
        await Eventually.TrueAsync(() => host.Get<TurnQueue>().Lanes == 0, "the deletion");
    }

    private static async Task<long> VersionAsync(TestHost host) => (await host.Store.Find<ISessionCatalog>()!.GetSessionAsync("bot_fake_1"))!.Version;

    private static async Task<List<string>> HistoryAsync(TestHost host) => [.. (await host.Store.GetChatHistoryAsync("bot_fake_1")).Select(static message => message.Content)];

    private static InboundMessage Deletion(string id) => Message(id, "") with { IsDeletion = true };

    private static InboundMessage Message(string id, string text) => Some.Message(text) with { Address = new("1", null, id) };
}
