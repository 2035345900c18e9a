using Bots.Agents;

namespace Bots.Samples;

/// <summary>A session in a store of one's own: the five methods of <see cref="FortyLineSessionStore"/> are all it takes.</summary>
public static class CustomStore
{
    public static async Task RunAsync(SampleContext sample)
    {
        var store = new FortyLineSessionStore();
        await using (var session = new Session("alice", sample.Agent(), store)) await session.ChatAsync("My name is Alice");
        await using var again = new Session("alice", sample.Agent(), store);
        Console.WriteLine(await again.ChatAsync("What's my name?"));

        // What a store cannot do is said by name.
        try
        {
            await again.CreateCheckpointAsync();
        }
        catch (NotSupportedException missing)
        {
            Console.WriteLine(missing.Message);
        }
    }
}
