using Bots.Agents;

namespace Bots.Samples;

/// <summary>Runs the sample of a name: <c>dotnet run --project samples -- basic-chat</c>.</summary>
public static class SampleProgram
{
    private static readonly Dictionary<string, Func<SampleContext, Task>> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["basic-chat"] = BasicChat.RunAsync,
        ["persistence"] = Persistence.RunAsync,
        ["memory"] = Memory.RunAsync,
        ["many-agents"] = ManyAgents.RunAsync,
        ["branching"] = Branching.RunAsync,
        ["versions"] = Versions.RunAsync,
        ["workflow"] = PlannedWork.RunAsync,
        ["remote"] = Remote.RunAsync,
        ["custom-store"] = CustomStore.RunAsync,
    };

    /// <summary>The names of the samples.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Runs one; 0 when it went well.</summary>
    /// <param name="args">Its name, and a folder for what it keeps (a new temporary one when left out).</param>
    /// <param name="setting">Reads a setting such as <c>Agents__default__Provider</c>; the built-in agent answers when there is none.</param>
    public static async Task<int> RunAsync(string[] args, Func<string, string?> setting)
    {
        if (args.Length == 0 || !All.TryGetValue(args[0], out var sample))
        {
            await Console.Error.WriteLineAsync($"Name a sample: {string.Join(", ", Names)}.");
            return 2;
        }

        await using var context = new SampleContext(args.ElementAtOrDefault(1) ?? Directory.CreateTempSubdirectory("bots-sample-").FullName, setting);
        try
        {
            await sample(context);
            return 0;
        }
        catch (AgentException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
