using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Bots.Agents.Tools;

/// <summary>A tool server that is a program, spoken to over its standard input and output. The official transport for programs keeps a line that never ends in
/// memory; this one ends the program.</summary>
internal sealed class ToolProgram(string name, ToolServerOptions options, ILoggerFactory loggers) : IClientTransport
{
    // A result may hold pictures, which come as one line.
    public const int LongestLine = 16_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Name => name;

    /// <summary>Why it cannot be used any more, as far as that is known.</summary>
    public string? Failure { get; private set; }

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var program = Process.Start(StartInfo()) ?? throw new IOException($"{options.Command} could not be started.");
        try
        {
            var lines = new BoundedLines(program.StandardOutput.BaseStream, LongestLine, () => TooLong(program));
            var streams = await new StreamClientTransport(program.StandardInput.BaseStream, lines, loggers).ConnectAsync(cancellationToken);
            return new ToolProgramSession(program, streams, ended => Failure ??= ended);
        }
        catch
        {
            ToolProgramSession.End(program);
            program.Dispose();
            throw;
        }
    }

    // A program may come from anywhere: it gets what a program needs to run, and none of the host's secrets.
    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(options.Command, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            CreateNoWindow = true,
            WorkingDirectory = options.WorkingDirectory,
        };
        start.Environment.Clear();
        foreach (var (key, value) in StdioClientTransportOptions.GetDefaultEnvironmentVariables()) start.Environment[key] = value;
        foreach (var (key, value) in options.Environment) start.Environment[key] = value;
        return start;
    }

    private IOException TooLong(Process program)
    {
        Failure = $"the tool server \"{name}\" wrote a line of more than {LongestLine / 1_000_000} MB and was ended.";
        ToolProgramSession.End(program);
        return new(Failure);
    }
}
