using System.CommandLine;

namespace Bots.BotHost.Cli;

/// <summary><c>replies list | retry | discard</c>.</summary>
internal static class ReplyCommands
{
    public static Command Create(Func<StoreAccess> open)
    {
        var ids = new Argument<long[]>("id") { Description = "The numbers that list shows.", Arity = ArgumentArity.OneOrMore };
        var limit = new Option<int>("--limit") { Description = "The most of each kind to show.", DefaultValueFactory = static _ => 100 };
        return new("replies", "Replies that could not be delivered, or may stand in their chat twice. Works beside a running host and without one; exit code 2 when there is no such reply.")
        {
            Command("list", "List them without their texts.", limit, open, (desk, parsed) => desk.ListAsync(parsed.GetValue(limit))),
            Command("retry", "Let parked ones be delivered after all.", ids, open, (desk, parsed) => desk.RetryAsync(parsed.GetValue(ids)!)),
            Command("discard", "Erase parked ones undelivered.", ids, open, (desk, parsed) => desk.DiscardAsync(parsed.GetValue(ids)!)),
        };
    }

    private static Command Command(string name, string description, Symbol symbol, Func<StoreAccess> open, Func<ReplyDesk, ParseResult, Task<int>> run) =>
        DeskCommand.Create(name, description, [symbol], open, (store, parsed) => run(new(store, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error), parsed));
}
