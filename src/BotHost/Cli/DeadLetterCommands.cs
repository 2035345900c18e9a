using System.CommandLine;

namespace Bots.BotHost.Cli;

/// <summary><c>dead-letters list | show | resubmit | discard</c>.</summary>
internal static class DeadLetterCommands
{
    public static Command Create(Func<StoreAccess> open)
    {
        var id = new Argument<long>("id") { Description = "The number that list shows." };
        var ids = new Argument<long[]>("id") { Description = "The numbers that list shows.", Arity = ArgumentArity.OneOrMore };
        var limit = new Option<int>("--limit") { Description = "The most to show.", DefaultValueFactory = static _ => 100 };
        return new("dead-letters", "Messages that were given up. Works beside a running host and without one; exit code 2 when there is no such dead letter.")
        {
            Command("list", "List them, oldest first, without their texts.", limit, open, (desk, parsed) => desk.ListAsync(parsed.GetValue(limit))),
            Command("show", "Show one, with its text.", id, open, (desk, parsed) => desk.ShowAsync(parsed.GetValue(id))),
            Command("resubmit", "Let them be answered after all, with no attempts charged.", ids, open, (desk, parsed) => desk.ResubmitAsync(parsed.GetValue(ids)!)),
            Command("discard", "Erase them without an answer.", ids, open, (desk, parsed) => desk.DiscardAsync(parsed.GetValue(ids)!)),
        };
    }

    private static Command Command(string name, string description, Symbol symbol, Func<StoreAccess> open, Func<DeadLetterDesk, ParseResult, Task<int>> run) =>
        DeskCommand.Create(name, description, [symbol], open, (store, parsed) => run(new(store, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error), parsed));
}
