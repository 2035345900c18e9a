using Bots.Agents;

namespace Bots.Samples;

/// <summary>Marking a place, going back to it, and trying another path.</summary>
public static class Branching
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var session = new Session(agent: sample.Agent());
        await session.ChatAsync("My favorite color is blue");
        await session.CreateCheckpointAsync("blue"); // one is also made by itself every five interactions
        await session.ChatAsync("My favorite color is red");

        var back = await session.RestoreCheckpointAsync("blue"); // by name, id or number
        Console.WriteLine(await session.ChatAsync("What's my favorite color?"));
        await session.RestoreCheckpointAsync(back.Id); // going back can be undone
        Console.WriteLine(await session.ChatAsync("What's my favorite color?"));

        await using var other = await session.BranchAsync();
        await other.ChatAsync("My favorite color is green");
        Console.WriteLine(await other.ChatAsync("What's my favorite color?"));
        Console.WriteLine(await session.ChatAsync("What's my favorite color?")); // the first path is as it was
    }
}
