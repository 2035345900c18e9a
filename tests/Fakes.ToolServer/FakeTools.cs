using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Bots.Fakes.ToolServer;

/// <summary>The tools of the fake tool server; the same over standard input and output and over HTTP.</summary>
public static class FakeTools
{
    public static McpServerOptions Options => new()
    {
        ServerInfo = new() { Name = "fake", Version = "1" },
        ToolCollection =
        [
            McpServerTool.Create(static ([Description("What to say")] string text) => $"Echo: {text}", new() { Name = "echo", Description = "Says it again" }),
            McpServerTool.Create(static (string name) => Environment.GetEnvironmentVariable(name) ?? "(not set)", new() { Name = "environment" }),
            McpServerTool.Create(string () => throw new ModelContextProtocol.McpException("The tool is broken."), new() { Name = "broken" }),
            McpServerTool.Create(static async (CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken), new() { Name = "hang" }),
            McpServerTool.Create(static async (CancellationToken cancellationToken) =>
            {
                await using var output = Console.OpenStandardOutput();
                for (var piece = Enumerable.Repeat((byte)'x', 65_536).ToArray(); ;) await output.WriteAsync(piece, cancellationToken);
            }, new() { Name = "flood" }),
            McpServerTool.Create(static void () => Environment.Exit(3), new() { Name = "die" }),
        ],
    };
}
