using System.CommandLine;
using Bots.BotHost.Health;
using Bots.Sessions;

namespace Bots.BotHost.Cli;

/// <summary>The commands of the program. Without one it is the host, and every argument is a setting.</summary>
/// <remarks>Exit codes: 0 done; 1 it could not be done, and why is on the error output; 2 there is no such dead letter, reply, request or person.</remarks>
internal static class CommandLine
{
    /// <summary>True when the arguments name a command or ask for help; false when they are the host's settings.</summary>
    public static bool IsCommand(string[] args) =>
        SettingArguments.Split(args).Words is [var first, ..]
        && (first is "--help" or "-h" or "-?" or "--version" || (first is not ['-' or '/', ..] && !first.Contains('=', StringComparison.Ordinal)));

    /// <summary>Runs the command; <paramref name="configure"/> is the program's own registration, such as a store.</summary>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null, TextWriter? output = null, TextWriter? error = null)
    {
        var (settings, words) = SettingArguments.Split(args);
        var running = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (output is not null) running.Output = output;
        if (error is not null) running.Error = error;
        try
        {
            return await Root(settings, configure).Parse(words, new() { ResponseFileTokenReplacer = null }).InvokeAsync(running);
        }
        catch (Exception exception) when (exception is CommandException or SessionStoreException or InvalidDataException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            await running.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static RootCommand Root(string[] settings, Action<IServiceCollection>? configure)
    {
        var root = new RootCommand("A chat-bot host that loses nothing. Without a command it runs; every setting may be an argument: --Sessions:Store=json, --urls=http://127.0.0.1:8080.")
        {
            DeadLetterCommands.Create(() => StoreAccess.Open(settings, configure)),
            ReplyCommands.Create(() => StoreAccess.Open(settings, configure)),
            AccessCommands.Pairing(() => StoreAccess.Open(settings, configure)),
            AccessCommands.Owner(() => StoreAccess.Open(settings, configure)),
            Health("health", "Ask the host that runs on this machine how it is: store, bots, and how long the oldest message waits.", "/health", settings),
            Health("healthcheck", "Ask whether the process works; for containers.", "/healthz", settings),
        };
        foreach (var command in StoreCommands.Create(expected => StoreAccess.Open(settings, configure, expected))) root.Add(command);
        return root;
    }

    private static Command Health(string name, string description, string path, string[] settings)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, cancellationToken) => HealthCommand.RunAsync(
            path, StoreAccess.Configuration(settings), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }
}
