using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace Bots.Agents.Tools;

/// <summary>Opens tool servers.</summary>
internal static class ToolServers
{
    /// <exception cref="ArgumentException">The address is none; the message names its key.</exception>
    public static ToolServer Connect(string name, ToolServerOptions options, AgentBlueprint agent) =>
        options.Url.Length > 0 && !(Uri.TryCreate(options.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? throw new ArgumentException($"Tools:Servers:{name}:Url is no web address; write it like http://localhost:3001/mcp.", nameof(options))
            : new(name, () => Transport(name, options, agent.Loggers), agent.Time, agent.Loggers.CreateLogger<ToolServer>());

    private static IClientTransport Transport(string name, ToolServerOptions options, ILoggerFactory loggers) =>
        options.Url.Length > 0 ? Http(name, options, loggers) : OperatingSystem.IsWindows() ? WindowsProgram(name, options, loggers) : new ToolProgram(name, options, loggers);

    private static HttpClientTransport Http(string name, ToolServerOptions options, ILoggerFactory loggers) =>
        new(new() { Name = name, Endpoint = new(options.Url), AdditionalHeaders = options.Headers }, loggers);

    // On Windows a program may be a script (npx, uvx), which the official transport knows how to start. How long a line may be it does not limit.
    private static StdioClientTransport WindowsProgram(string name, ToolServerOptions options, ILoggerFactory loggers)
    {
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables().ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value);
        foreach (var (key, value) in options.Environment) environment[key] = value;
        return new(new()
        {
            Name = name,
            Command = options.Command,
            Arguments = [.. options.Arguments],
            InheritEnvironmentVariables = false,
            EnvironmentVariables = environment,
            WorkingDirectory = options.WorkingDirectory.Length > 0 ? options.WorkingDirectory : null,
        }, loggers);
    }
}
