using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.Agents.Tests.Chat;

/// <summary>Five users on two platforms, the same numbers on both, doing everything a session can in random order and all at once.</summary>
public sealed partial class IsolationTests : IDisposable
{
    private static readonly string[] Platforms = ["telegram", "discord"];

    private readonly string _folder = Directory.CreateTempSubdirectory("isolation-").FullName;

    public static TheoryData<string, int> Runs()
    {
        var data = new TheoryData<string, int>();
        foreach (var store in new[] { "memory", "json", "sqlite", "five methods" })
            for (var seed = 1; seed <= 5; seed++)
                data.Add(store, seed);
        return data;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Nobody_ever_meets_what_another_said(string kind, int seed)
    {
        var (agent, store) = (new WatchedAgent(), Open(kind));
        var users = Platforms.SelectMany(static platform => Enumerable.Range(1, 5).Select(number => new User(platform, number))).ToList();

        await Task.WhenAll(users.Select((user, index) => Task.Run(() => LiveAsync(user, agent, store, new Random((seed * 100) + index)))));

        Assert.True(agent.Texts.Count > 100, "Hardly anything was asked.");
        Assert.All(agent.Texts, static seen => Assert.Equal([seen.Owner], Owners(seen.Text).Append(seen.Owner).Distinct()));
        if (store is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    [Fact]
    public void The_watch_sees_a_stranger() => Assert.Equal(["telegram-1", "discord-1"], Owners("mine-telegram-1-1 and mine-discord-1-7"));

    private static async Task LiveAsync(User user, WatchedAgent agent, ISessionStore store, Random random)
    {
        Session Begin() => new(user.Key, agent, store, new() { UserId = user.Id, Context = new() { Interactions = 2 }, CheckpointEvery = 2 }, new Dictionary<string, IAgent> { ["helper"] = agent });
        var session = Begin();
        for (var step = 0; step < 14; step++)
        {
            var secret = $"My favorite word {step} is {user.Secret(step)}";
            switch (random.Next(10))
            {
                case 0:
                    await session.DisposeAsync();
                    session = Begin();
                    break;
                case 1 when store.Find<ISessionState>() is { } state:
                    await state.SetStateAsync(StateScope.User(user.Id), "profile", JsonSerializer.SerializeToElement(new { motto = user.Secret(step) }));
                    break;
                case 2 when store.Find<ISessionState>() is not null:
                    await session.Shared.SetAsync("note", user.Secret(step));
                    break;
                case 3:
                    Check(user, await session.RunAgentAsync("helper", secret));
                    break;
                case 4 when store.Find<ISessionBranching>() is not null && await store.SessionExistsAsync(user.Key):
                    await using (var branch = await session.BranchAsync()) Check(user, await branch.ChatAsync(secret));
                    break;
                case 5 when store.Find<ISessionCheckpoints>() is not null && await session.ListCheckpointsAsync() is { Count: > 0 } checkpoints:
                    await session.RestoreCheckpointAsync(random.Next(checkpoints.Count) + 1);
                    break;
                case 6 when random.Next(3) == 0:
                    await session.ClearAsync();
                    break;
                case 7:
                    Check(user, await session.ChatAsync($"What is my favorite word? ({user.Secret(step)})"));
                    break;
                default:
                    Check(user, await session.ChatAsync(secret));
                    break;
            }
        }

        foreach (var message in await session.GetHistoryAsync()) Check(user, message.Content);
        await session.DisposeAsync();
    }

    private static void Check(User user, string text) => Assert.Equal([user.Name], Owners(text).Append(user.Name).Distinct());

    private static IEnumerable<string> Owners(string text) => Mine().Matches(text).Select(static match => match.Groups[1].Value).Distinct();

    private ISessionStore Open(string kind) => kind switch
    {
        "memory" => new MemorySessionStore(),
        "json" => new JsonSessionStore(new() { Directory = _folder }),
        "sqlite" => new SqliteSessionStore(Path.Combine(_folder, "s.db")),
        _ => new FiveMethodStore(),
    };

    [GeneratedRegex(@"mine-([a-z]+-\d+)-\d+")]
    private static partial Regex Mine();

    private sealed record User(string Platform, int Number)
    {
        public string Name => $"{Platform}-{Number}";

        public string Id => $"{Platform}_{Number}";

        public string Key => SessionKey.ForUser(PlatformName.Of(Platform), Number).Value;

        public string Secret(int step) => $"mine-{Name}-{step}";
    }

    /// <summary>One agent for everybody: answers as the offline agent does, and notes all it is shown and all it says.</summary>
    private sealed class WatchedAgent : IAgent, IConversationSummarizer
    {
        private readonly OfflineAgent _offline = new();

        public ConcurrentBag<(string Owner, string Text)> Texts { get; } = [];

        public Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default)
        {
            var words = string.Join(' ', Mine().Matches(instruction).Select(static match => match.Value).TakeLast(20));
            Texts.Add((Owners(instruction).FirstOrDefault() ?? "nobody", instruction));
            return Task.FromResult<ConversationSummary>($"They said {words}.");
        }

        public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var owner = Owners(request.Prompt).Single();
            foreach (var text in request.History.Select(static message => message.Content).Concat(request.Context).Append(request.Prompt)) Texts.Add((owner, text));
            await Task.Yield();
            await foreach (var update in _offline.ReplyAsync(request, cancellationToken))
            {
                if (update is AgentUpdate.Text piece) Texts.Add((owner, piece.Value));
                yield return update;
            }

            yield return $" ({request.History.LastOrDefault(static message => message.Role == "user")?.Content})";
        }
    }
}
