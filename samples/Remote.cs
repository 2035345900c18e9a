using Bots.Agents.Remote;

namespace Bots.Samples;

/// <summary>A conversation with an agent that a running host serves; start one with <c>dotnet run --project src/BotHost</c>.</summary>
public static class Remote
{
    public static async Task RunAsync(SampleContext sample)
    {
        using var session = new RemoteSession(sample.HostAddress, "remote-sample");
        await session.ChatAsync("My name is Alice");
        await foreach (var piece in session.StreamAsync("What's my name?")) Console.Write(piece);
        Console.WriteLine();
    }
}
