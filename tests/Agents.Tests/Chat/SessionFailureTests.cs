using Bots.Agents.Tests.Models;
using Bots.Fakes.Models;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Chat;

/// <summary>What a session does when its model fails, with the official clients against the scripted server.</summary>
public sealed class SessionFailureTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("failures-").FullName;
    private ModelServer _server = null!;

    public async Task InitializeAsync() => _server = await ModelServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_model_that_fails_in_the_middle_leaves_no_half_turn(string provider)
    {
        await using var model = ModelAgents.Create(_server, provider);
        await using var session = new Session("s", model.Agent, new MemorySessionStore());
        await session.ChatAsync("One");
        _server.Enqueue(new ModelReply.Cut("Half an"), new ModelReply.ErrorInStream("Half an", "overloaded"), new ModelReply.Tools(new ModelToolCall("c", "no_such_tool", "{}")), new ModelReply.Cut("Half an"));

        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("Two"));

        Assert.Equal(["One", "You said: One"], (await session.GetHistoryAsync()).Select(static message => message.Content));
        Assert.Equal("You said: Three", await session.ChatAsync("Three"));
    }

    [Fact]
    public async Task Cancelling_stops_the_call_at_once_and_the_next_turn_goes_on()
    {
        await using var model = ModelAgents.Create(_server, "openai");
        await using var session = new Session("s", model.Agent, new MemorySessionStore());
        _server.Enqueue(new ModelReply.Hang("Well"));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in session.StreamAsync("One", stop.Token)) await stop.CancelAsync();
        });

        Assert.Equal("You said: Two", await session.ChatAsync("Two"));
        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
    }

    [Fact]
    public async Task With_an_id_and_a_database_a_new_process_goes_on_with_history_summary_and_checkpoints()
    {
        var path = Path.Combine(_folder, "s.db");
        await using var model = ModelAgents.Create(_server, "openai", static options => options.Context.Interactions = 2);
        await using (var store = new SqliteSessionStore(path))
        await using (var first = new Session("s", model.Agent, store))
        {
            for (var i = 1; i <= 4; i++) await first.ChatAsync($"Say {i}");
            _server.Enqueue(new ModelReply.Text("They said one and two."));
            await first.ChatAsync("Say 5");
        }

        await using var again = new SqliteSessionStore(path);
        await using var second = new Session("s", model.Agent, again);
        await second.ChatAsync("Say 6");

        var request = _server.Requests[^1];
        Assert.Equal(["Say 4", "Say 5", "Say 6"], request.Messages.Where(static message => message.GetProperty("role").GetString() == "user").Select(ModelRequest.TextOf));
        Assert.Contains("They said one and two.", request.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(7, _server.Requests.Count);
        Assert.Equal(["interaction 5"], (await second.ListCheckpointsAsync()).Select(static checkpoint => checkpoint.Label));
    }
}
