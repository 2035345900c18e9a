using Bots.Agents;
using Bots.Sessions.Sqlite;

namespace Bots.Samples;

/// <summary>A conversation that outlives the process: in a database, or in one file.</summary>
public static class Persistence
{
    public static async Task RunAsync(SampleContext sample)
    {
        var (database, file) = (Path.Combine(sample.Folder, "chat.db"), Path.Combine(sample.Folder, "chat.json"));

        await using (var store = new SqliteSessionStore(database))
        await using (var session = new Session("alice", sample.Agent(), store))
            await session.ChatAsync("My name is Alice");

        // Another day, another process: the same id goes on where it was.
        await using (var store = new SqliteSessionStore(database))
        await using (var session = new Session("alice", sample.Agent(), store))
            Console.WriteLine(await session.ChatAsync("What's my name?"));

        // Without a store: loaded from the file, and saved to it at the end.
        await using (var session = new Session(agent: sample.Agent(), options: new() { File = file })) await session.ChatAsync("I live in Oslo");
        await using (var session = new Session(agent: sample.Agent(), options: new() { File = file })) Console.WriteLine(await session.ChatAsync("Where do I live?"));
    }
}
