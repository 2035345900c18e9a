using System.Globalization;
using Bots.BotHost.Cli;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>The commands over dead letters, as an operator types them.</summary>
public sealed class DeadLetterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_dead_letter_is_listed_without_its_text_and_shown_with_it(string store)
    {
        var id = await BuryAsync(store, "my secret question");

        var (code, list, _) = await RunAsync(store, "dead-letters", "list");
        var (_, shown, _) = await RunAsync(store, "dead-letters", "show", id);

        Assert.Equal(0, code);
        Assert.Contains("bot_fake_1", list, StringComparison.Ordinal);
        Assert.Contains("it was too hard", list, StringComparison.Ordinal);
        Assert.Contains("4bf92f35", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);
        Assert.Contains("my secret question", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_resubmitted_letter_is_open_again_and_no_dead_letter_any_more(string store)
    {
        var id = await BuryAsync(store, "hello");

        var (code, said, _) = await RunAsync(store, "dead-letters", "resubmit", id);
        var (again, _, problem) = await RunAsync(store, "dead-letters", "resubmit", id);

        Assert.Equal(0, code);
        Assert.Contains("within 10 s", said, StringComparison.Ordinal);
        Assert.Equal(2, again);
        Assert.Contains($"no dead letter {id}", problem, StringComparison.Ordinal);
        Assert.Single(await ListAsync(store, InboxState.Open));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_discarded_letter_is_erased(string store)
    {
        var id = await BuryAsync(store, "hello");

        var (code, _, _) = await RunAsync(store, "dead-letters", "discard", id);
        var (_, list, _) = await RunAsync(store, "dead-letters", "list");

        Assert.Equal(0, code);
        Assert.Contains("No dead letters.", list, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(await ListAsync(store, InboxState.Done)).Message.Payload);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_running_host_answers_a_resubmitted_letter_by_itself(string store)
    {
        using var scene = new WebScene(users: 1);
        (string, string)[] settings = [("Sessions:Store", store), ("Turns:Lease", "00:00:03"), .. scene.Settings];
        await using var host = await HostProcess.StartAsync(_folder.Path, settings);
        await scene.People[0].SayAsync("first");
        await scene.People[0].AnswerAsync(1);
        var id = await BuryAsync(store, "What is the capital of France?", bot: "web");

        var (code, said, _) = await RunAsync(store, "dead-letters", "resubmit", id, "--Turns:Lease=00:00:03");

        Assert.Equal(0, code);
        Assert.Contains("within 1 s", said, StringComparison.Ordinal);
        for (var patience = 0; patience < 300 && (await ListAsync(store, InboxState.Open)).Count > 0; patience++) await Task.Delay(100);
        Assert.Empty(await ListAsync(store, InboxState.Open));
        Assert.Empty(await ListAsync(store, InboxState.Dead));
        Assert.Equal(2, (await ListAsync(store, InboxState.Done)).Count);
    }

    [Fact]
    public async Task Where_there_is_no_store_none_is_made_and_the_operator_is_told()
    {
        var (code, _, problem) = await RunAsync("sqlite", "dead-letters", "list");

        Assert.Equal(1, code);
        Assert.Contains("There is no store at", problem, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("Sessions:Store is memory", "--Sessions:Store=memory", "dead-letters", "list")]
    [InlineData("set it to sqlite, json", "--Sessions:Store=mongo", "dead-letters", "list")]
    [InlineData("Turns:Lease", "--Turns:Lease=abc", "dead-letters", "list")]
    [InlineData("abc", "dead-letters", "show", "abc")]
    [InlineData("dead-leters", "dead-leters", "list")]
    public async Task A_command_that_cannot_be_run_says_why_and_ends_with_1(string problem, params string[] args)
    {
        var (code, _, error) = await RunAsync("sqlite", args);

        Assert.Equal(1, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "--urls", "http://127.0.0.1:5001")]
    [InlineData(false, "--urls=http://127.0.0.1:5001", "--Sessions:Store=json")]
    [InlineData(false, "--environment", "Development")]
    [InlineData(false, "Sessions:Store=json")]
    [InlineData(true, "dead-letters")]
    [InlineData(true, "--Sessions:Store", "json", "dead-letters", "list")]
    [InlineData(true, "healthcheck")]
    [InlineData(true, "--help")]
    public void Without_a_command_every_argument_is_the_hosts(bool isCommand, params string[] args) => Assert.Equal(isCommand, CommandLine.IsCommand(args));

    [Fact]
    public async Task Help_names_the_commands()
    {
        var (code, help, _) = await RunAsync("sqlite", "--help");

        Assert.Equal(0, code);
        foreach (var command in new[] { "dead-letters", "replies", "health", "healthcheck" }) Assert.Contains(command, help, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Output, string Error)> RunAsync(string store, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] settings = [$"--Sessions:Store={store}", $"--Sessions:Sqlite:Path={PathOf("sqlite")}", $"--Sessions:Json:Directory={PathOf("json")}"];
        var code = await CommandLine.RunAsync([.. settings, .. args], null, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private async Task<string> BuryAsync(string store, string text, string bot = "fake")
    {
        var opened = Open(store);
        await using var closing = opened as IAsyncDisposable;
        var inbox = opened.Require<IInbox>();
        var message = Some.Message(text, bot: bot);
        // With a lease of its own, so that a running host does not take the entry over before it is dead.
        await inbox.ClaimAsync("gone", TimeSpan.FromMinutes(1));
        var ticket = (await inbox.AcceptAsync([new(message.Bot, message.DedupeId, message.SessionKey, InboundPayload.Write(message)) { Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }], "gone"))[0]!;
        var entry = await inbox.BeginAsync(ticket.Id, "gone");
        Assert.True(await inbox.UpdateAsync(entry!.Claim, new InboxChange.Dead("it was too hard")));
        return ticket.Id.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<InboxEntry>> ListAsync(string store, InboxState state)
    {
        var opened = Open(store);
        await using var closing = opened as IAsyncDisposable;
        return await opened.Require<IInbox>().ListAsync(state);
    }

    private ISessionStore Open(string store) => store == "sqlite" ? new SqliteSessionStore(PathOf(store)) : new JsonSessionStore(new() { Directory = PathOf(store) });

    private string PathOf(string store) => Path.Combine(_folder.Path, "data", store == "sqlite" ? "sessions.db" : "sessions");
}
