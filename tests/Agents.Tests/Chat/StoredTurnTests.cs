using Bots.Agents.Memory;
using Bots.Sessions;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Chat;

/// <summary>A turn is stored or it is not, and whoever asked is told the same.</summary>
public sealed class StoredTurnTests
{
    public static TheoryData<string> Ways => ["chat", "stream", "agent"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_turn_that_is_stored_does_not_fail_when_the_store_goes_away_after_it(string way)
    {
        var (store, isAway) = (new UnsteadyStore(), false);
        store.Before = (_, _) => _ = isAway ? throw new SessionStoreException("The disk went away.") { IsTransient = true } : true;
        store.After = name => isAway |= name == nameof(ITurnLog.WriteTurnAsync);
        await using var session = Open(store, new() { UserId = "u", CheckpointEvery = 1 });

        Assert.Equal("Noted.", await SayAsync(session, way, "My name is Bob", default));

        isAway = false;
        Assert.Equal(["My name is Bob", "Noted."], (await session.GetHistoryAsync()).Select(static message => message.Content));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_turn_that_is_stored_is_not_cancelled_any_more(string way)
    {
        using var stop = new CancellationTokenSource();
        var store = new UnsteadyStore();
        store.After = name => { if (name == nameof(ITurnLog.WriteTurnAsync)) stop.Cancel(); };
        await using var session = Open(store, new() { UserId = "u", CheckpointEvery = 1 });

        Assert.Equal("Noted.", await SayAsync(session, way, "My name is Bob", stop.Token));

        await session.Memory!.SettleAsync();
        Assert.Equal(2, (await session.GetHistoryAsync()).Count);
        Assert.Equal("My name is Bob", Assert.Single(await session.Memory.ListAsync("u")).Content.Text);
        Assert.Single(await session.ListCheckpointsAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_turn_that_is_cancelled_before_it_is_written_leaves_nothing(string way)
    {
        using var stop = new CancellationTokenSource();
        await using var session = Open(new UnsteadyStore(), new() { UserId = "u" }, new ScriptedAgent((_, _) => CancelledAtItsEndAsync(stop)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SayAsync(session, way, "My name is Bob", stop.Token));

        Assert.Empty(await session.GetHistoryAsync());
        Assert.Empty(await session.Memory!.ListAsync("u"));
    }

    [Fact]
    public async Task Whoever_cancels_is_not_kept_waiting_for_what_is_learned_and_it_is_learned_all_the_same()
    {
        using var stop = new CancellationTokenSource();
        var slow = new SlowVectors();
        await using var session = Open(new UnsteadyStore(), new() { UserId = "u", MemoryServices = new() { Embeddings = slow } });

        var chat = session.ChatAsync("My name is Bob", stop.Token);
        await slow.Asked.Task;
        Assert.False(chat.IsCompleted);
        await stop.CancelAsync();

        Assert.Equal("Noted.", await chat);
        slow.Gate.SetResult();
        await session.Memory!.SettleAsync();
        Assert.Single(await session.Memory.ListAsync("u"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task An_empty_prompt_is_no_turn(string prompt)
    {
        await using var session = Open(new UnsteadyStore(), new());

        foreach (var way in new[] { "chat", "stream", "agent" }) await Assert.ThrowsAsync<ArgumentException>(() => SayAsync(session, way, prompt, default));

        Assert.Empty(await session.GetHistoryAsync());
    }

    private static Session Open(ISessionStore store, SessionOptions options, IAgent? agent = null)
    {
        agent ??= new ScriptedAgent(static _ => "Noted.");
        return new("s", agent, store, options, new Dictionary<string, IAgent> { ["one"] = agent });
    }

    private static async Task<string> SayAsync(Session session, string way, string prompt, CancellationToken cancellationToken)
    {
        if (way == "chat") return await session.ChatAsync(prompt, cancellationToken);
        if (way == "agent") return await session.RunAgentAsync("one", prompt, cancellationToken);
        var text = "";
        await foreach (var piece in session.StreamAsync(prompt, cancellationToken)) text += piece;
        return text;
    }

    private static async IAsyncEnumerable<AgentUpdate> CancelledAtItsEndAsync(CancellationTokenSource stop)
    {
        yield return "All of it";
        await stop.CancelAsync();
    }

    private sealed class SlowVectors : IEmbeddingGenerator<string, Embedding<float>>
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            await Gate.Task;
            return new(values.Select(static _ => new Embedding<float>(new float[] { 1, 0 })));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
