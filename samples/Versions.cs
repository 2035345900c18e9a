using Bots.Agents;
using Bots.Sessions.Sqlite;

namespace Bots.Samples;

/// <summary>Numbered versions of a session, and one session made of two.</summary>
public static class Versions
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var store = new SqliteSessionStore(Path.Combine(sample.Folder, "versions.db"));
        await using var session = new Session("trip", sample.Agent(), store);
        await session.ChatAsync("My name is Alice");
        var version = await session.SaveVersionAsync("Only the name");

        await using var branch = await session.BranchAsync("trip-by-sea");
        await branch.ChatAsync("I live in Oslo");
        await session.ChatAsync("My favorite color is blue");

        await using var merged = await session.MergeAsync(branch); // what both have in common once, then both tails by time
        Console.WriteLine($"{merged.Id}: {await merged.ChatAsync("Where do I live?")} {await merged.ChatAsync("What's my favorite color?")}");

        await session.RestoreVersionAsync(version);
        Console.WriteLine($"{(await session.GetHistoryAsync()).Count} messages in version {version}");
    }
}
