using Bots.Agents;
using Bots.Sessions.Sqlite;

namespace Bots.Samples;

/// <summary>What a user tells in one session is known in that user's other sessions, and in nobody else's.</summary>
public static class Memory
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var store = new SqliteSessionStore(Path.Combine(sample.Folder, "memory.db"));
        await using (var monday = new Session("monday", sample.Agent(), store, new() { UserId = "alice" }))
            await monday.ChatAsync("My name is Alice");

        await using var friday = new Session("friday", sample.Agent(), store, new() { UserId = "alice" });
        Console.WriteLine(await friday.ChatAsync("What's my name?"));
        foreach (var memory in await friday.Memory!.ListAsync("alice")) Console.WriteLine($"known: {memory.Content.Text}");

        await using var other = new Session("other", sample.Agent(), store, new() { UserId = "bob" });
        Console.WriteLine(await other.ChatAsync("What's my name?"));
    }
}
