using System.CommandLine;

namespace Bots.BotHost.Cli;

/// <summary>What an operator does with the store: copy it out and in, back it up, check it, let go of what is over, look at the sums.</summary>
internal static class StoreCommands
{
    public static IEnumerable<Command> Create(Func<StoreExpectation, StoreAccess> open)
    {
        var file = new Argument<string>("file") { Description = "A file of JSON Lines; - for the standard output or input." };
        var path = new Argument<string>("path") { Description = "A file (sqlite) or a folder (json)." };
        var user = new Option<string?>("--user") { Description = "Only this user, for example telegram_12345." };
        var userId = new Argument<string>("user") { Description = "The user, for example telegram_12345; /whoami shows it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be done." };
        var days = new Option<double?>("--older-than-days") { Description = "Also sessions that nobody wrote to for so many days." };
        yield return Command("export", "Write sessions, values and memories to a file, with counts and a hash.", open, [file, user], (desk, parsed) => desk.ExportAsync(parsed.GetValue(file)!, parsed.GetValue(user)));
        yield return Command("import", "Read such a file; checked whole before anything is written, and safe to repeat.", open, [file], (desk, parsed) => desk.ImportAsync(parsed.GetValue(file)!));
        yield return Command("backup", "Copy the whole store, while the host runs.", open, [path], (desk, parsed) => desk.BackUpAsync(parsed.GetValue(path)!));
        yield return Command("restore", "Replace the whole store by a backup. Stop the host first; what was there is kept beside it.", open, [path], (desk, parsed) => desk.RestoreAsync(parsed.GetValue(path)!));
        yield return Command("check", "Look for damage; exit code 1 when there is some.", open, [], static (desk, _) => desk.CheckAsync());
        yield return Command("repair", "Mend what can be mended, and say what cannot; exit code 1 when something is left, or with --dry-run when something is wrong. Stop the host first.", open, [dryRun], (desk, parsed) => desk.RepairAsync(parsed.GetValue(dryRun)));
        yield return Command("cleanup", "Erase sessions that have expired.", open, [days, dryRun], (desk, parsed) => desk.CleanUpAsync(parsed.GetValue(days), parsed.GetValue(dryRun)));
        yield return Command("erase-user", "Erase everything kept of a user, for good.", open, [userId], (desk, parsed) => desk.EraseAsync(parsed.GetValue(userId)!));
        yield return Command("analytics", "Answers, tokens, cost, latency, tool failures and ratings, of everyone or one user.", open, [user], (desk, parsed) => desk.AnalyzeAsync(parsed.GetValue(user)));
    }

    private static Command Command(string name, string description, Func<StoreExpectation, StoreAccess> open, Symbol[] symbols, Func<StoreDesk, ParseResult, Task<int>> run) =>
        DeskCommand.Create(name, description, symbols, () => open(ExpectedBy(name)), (store, parsed) => run(new(store, parsed.InvocationConfiguration.Output), parsed));

    // Only what brings sessions in may begin without a store, and only a restore takes the place of one that was emptied.
    private static StoreExpectation ExpectedBy(string name) => name switch
    {
        "import" => StoreExpectation.MayBeMissing,
        "restore" => StoreExpectation.Nothing,
        "check" or "repair" => StoreExpectation.MayBeEmpty,
        _ => StoreExpectation.Store,
    };
}
