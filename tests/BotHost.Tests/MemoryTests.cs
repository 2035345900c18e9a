using System.Text.RegularExpressions;
using Bots.Agents;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

public sealed partial class MemoryTests
{
    [Fact]
    public async Task What_a_user_said_is_known_in_a_new_conversation_and_by_nobody_else()
    {
        await using var host = await TestHost.StartAsync(new OfflineAgent());
        await host.SayAsync("My name is Anna.");
        await host.SayAsync("/new");

        Assert.Contains("Anna", await host.SayAsync("What is my name?"), StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", await host.SayAsync("What is my name?", user: "2"), StringComparison.Ordinal);
        Assert.Equal("bot_fake_1", Assert.Single(await KnownAsync(host)).Content.Source?.SessionId);
    }

    [Fact]
    public async Task Memories_are_listed_corrected_and_forgotten_one_by_one()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        Assert.Contains("nothing", await host.SayAsync("/memory"), StringComparison.Ordinal);
        await host.SayAsync("My name is Anna. I live in Rome. I like tea.");

        var list = await host.SayAsync("/memory");
        var names = Listed().Matches(list).ToDictionary(static match => match.Groups[2].Value, static match => match.Groups[1].Value);
        Assert.Equal(["My name is Anna", "I live in Rome", "I like tea"], names.Keys);

        await host.SayAsync($"/memory correct {names["I live in Rome"]} I live in  Oslo");
        Assert.Equal("Forgotten.", await host.SayAsync($"/memory forget {names["I like tea"]}"));
        Assert.Contains("There is no memory", await host.SayAsync($"/memory forget {names["I like tea"]}"), StringComparison.Ordinal);
        Assert.Contains("There is no memory", await host.SayAsync($"/memory forget {names["My name is Anna"]}", user: "2"), StringComparison.Ordinal);
        Assert.Contains("Write `/memory`", await host.SayAsync("/memory frobnicate"), StringComparison.Ordinal);

        Assert.Equal(["I live in  Oslo", "My name is Anna"], (await KnownAsync(host)).Select(static one => one.Content.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_a_group_nothing_is_learned_recalled_or_shown()
    {
        var requests = new List<AgentRequest>();
        await using var host = await TestHost.StartAsync(Some.Agent((request, _) =>
        {
            lock (requests) requests.Add(request);
            return Some.Pieces("ok");
        }));
        await host.SayAsync("My name is Anna.");

        await SayInGroupAsync(host, "Hello, who am I?");
        await SayInGroupAsync(host, "I live in Oslo.");

        Assert.DoesNotContain(requests.Skip(1), static request => request.Memories.Count > 0 || request.Context.Any(static part => part.Contains("Anna", StringComparison.Ordinal)));
        Assert.Equal("My name is Anna", Assert.Single(await KnownAsync(host)).Content.Text);
        Assert.DoesNotContain("Anna", await SayInGroupAsync(host, "/memory"), StringComparison.Ordinal);
        await host.SayAsync("Hello");
        Assert.Single(requests[^1].Memories);
    }

    [Fact]
    public async Task Forget_erases_what_is_remembered_too()
    {
        await using var host = await TestHost.StartAsync(Some.Echo());
        await host.SayAsync("My name is Anna.");
        await host.SayAsync("My name is Bob.", user: "2");

        await host.SayAsync("/forget yes");

        Assert.Empty(await host.Store.Require<IMemoryStore>().ListMemoriesAsync("fake_1", all: true));
        Assert.Single(await KnownAsync(host, "fake_2"));
    }

    [Fact]
    public async Task A_failed_answer_leaves_no_memory()
    {
        await using var host = await TestHost.StartAsync(Some.Agent(static (_, _) => throw new AgentException("The model is away.")));

        Assert.Contains("away", await host.SayAsync("My name is Anna."), StringComparison.Ordinal);

        Assert.Empty(await KnownAsync(host));
    }

    private static async Task<string> SayInGroupAsync(TestHost host, string text)
    {
        var before = host.Adapter.Delivered.Count;
        var message = Some.Message(text) with { IsGroup = true, SessionKey = "bot_fake_1_chat_-7", Address = new("-7") };
        await host.Adapter.Sink!.AcceptAsync([message], default);
        await Bots.Fakes.Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, "a reply in the group");
        return host.Adapter.Delivered.Last().Text;
    }

    private static ValueTask<IReadOnlyList<UserMemory>> KnownAsync(TestHost host, string user = "fake_1") => host.Store.Require<IMemoryStore>().ListMemoriesAsync(user);

    [GeneratedRegex("- `([0-9a-f]+)` (.*)")]
    private static partial Regex Listed();
}
