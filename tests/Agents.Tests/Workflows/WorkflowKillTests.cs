using System.Diagnostics;
using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Samples;

namespace Bots.Agents.Tests.Workflows;

/// <summary>A real process that is killed in the middle of a workflow.</summary>
public sealed class WorkflowKillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_process_is_followed_by_one_that_goes_on_at_the_first_unfinished_task()
    {
        await using var server = await ModelServer.StartAsync();
        server.Otherwise = static request => request.LastUserText.StartsWith("Write it", StringComparison.Ordinal) ? new ModelReply.Hang("Once") : new ModelReply.Text("Three points");
        using (var first = Start(server))
        {
            await Eventually.TrueAsync(() => server.Requests.Count == 2, "the second task has begun", seconds: 60);
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync();
        }

        server.Otherwise = static request => new ModelReply.Text($"Done: {request.LastUserText.Split(':')[0]}");
        using var second = Start(server);
        var output = await second.StandardOutput.ReadToEndAsync();
        await second.WaitForExitAsync();

        Assert.Equal(0, second.ExitCode);
        Assert.Contains("plan: Three points\ndraft: Done: Write it. The plan\nreview: Done: Review this text\ncount: 24 characters\n", output, StringComparison.Ordinal);
        Assert.Single(server.Requests, static request => request.LastUserText.StartsWith("Plan a text", StringComparison.Ordinal));
        Assert.Equal(4, server.Requests.Count);
    }

    private Process Start(ModelServer server)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SampleProgram).Assembly.Location, "workflow", _folder]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("Provider", "openai"), ("Model", "m"), ("ApiKey", "k"), ("Endpoint", server.OpenAIEndpoint), ("Retries", "0") })
            start.Environment[$"Agents__default__{name}"] = value;
        return Process.Start(start)!;
    }
}
