using Bots.Agents;

namespace Bots.Samples;

/// <summary>A conversation that lasts as long as its object.</summary>
public static class BasicChat
{
    public static async Task RunAsync(SampleContext sample)
    {
        await using var session = new Session(agent: sample.Agent());
        Console.WriteLine(await session.ChatAsync("My name is Alice"));

        await foreach (var piece in session.StreamAsync("What's my name?")) Console.Write(piece);
        Console.WriteLine();
    }
}
