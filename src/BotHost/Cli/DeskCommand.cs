using System.CommandLine;

namespace Bots.BotHost.Cli;

/// <summary>Makes the commands that do something with the store.</summary>
internal static class DeskCommand
{
    /// <summary>A command that opens the store, does its work and closes it.</summary>
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">What help says.</param>
    /// <param name="symbols">Its options and arguments.</param>
    /// <param name="open">Opens the store.</param>
    /// <param name="run">The work; its result is the exit code.</param>
    public static Command Create(string name, string description, IEnumerable<Symbol> symbols, Func<StoreAccess> open, Func<StoreAccess, ParseResult, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Add(option);
            if (symbol is Argument argument) command.Add(argument);
        }

        command.SetAction(async parsed =>
        {
            await using var store = open();
            return await run(store, parsed);
        });
        return command;
    }
}
