using System.Diagnostics;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace Bots.Agents.Tools;

/// <summary>A program that runs as a tool server: ends with the session.</summary>
internal sealed class ToolProgramSession : ITransport
{
    private const int LongestTail = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(5);

    private readonly Process _program;
    private readonly ITransport _streams;
    private readonly Task _reading;

    /// <param name="program">The program; ended and disposed with this.</param>
    /// <param name="streams">What speaks to it.</param>
    /// <param name="ended">Told how it ended, when it ends by itself.</param>
    public ToolProgramSession(Process program, ITransport streams, Action<string> ended)
    {
        (_program, _streams) = (program, streams);
        _reading = ReadErrorsAsync(ended);
    }

    public string? SessionId => _streams.SessionId;

    public ChannelReader<JsonRpcMessage> MessageReader => _streams.MessageReader;

    public static void End(Process program)
    {
        try
        {
            program.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) => _streams.SendMessageAsync(message, cancellationToken);

    // A program that reads to the end of its input ends by itself; before it has ended, reading from it need not end either.
    public async ValueTask DisposeAsync()
    {
        try
        {
            _program.StandardInput.Close();
        }
        catch (IOException)
        {
            // Nobody reads it any more.
        }

        await _reading.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(_program);
        await _reading.WaitAsync(AfterKill).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _streams.DisposeAsync();
        _program.Dispose();
    }

    // What it says there is read, for it waits when nobody does, and the end of it is kept to say why it ended.
    private async Task ReadErrorsAsync(Action<string> ended)
    {
        var (tail, buffer) = ("", new char[4_096]);
        for (int read; (read = await _program.StandardError.ReadAsync(buffer)) > 0;)
        {
            tail += new string(buffer, 0, read);
            if (tail.Length > LongestTail) tail = tail[^LongestTail..];
        }

        await _program.WaitForExitAsync();
        ended($"{_program.StartInfo.FileName} ended with exit code {_program.ExitCode}{(tail.Length > 0 ? $": {tail.Trim()}" : ".")}");
    }
}
