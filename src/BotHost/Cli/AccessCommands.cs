using System.CommandLine;

namespace Bots.BotHost.Cli;

/// <summary><c>pairing list | approve | deny | block | revoke</c> and <c>owner show | set | reset</c>.</summary>
internal static class AccessCommands
{
    private static readonly Option<string?> Bot = new("--bot") { Description = "The account in the configuration; needed where the person's id does not say it." };

    public static Command Pairing(Func<StoreAccess> open)
    {
        var who = new Argument<string>("who") { Description = "The code the person was given, or their id, for example telegram_12345." };
        var user = new Argument<string>("user") { Description = "The person's id, for example telegram_12345; /whoami shows it." };
        return new("pairing", "Who may write. Works beside a running host, for which it holds from the next message on; exit code 2 when there is no such request or person.")
        {
            Command("list", "List the requests that wait, and what was decided.", null, open, static (desk, parsed) => desk.ListAsync(parsed.GetValue(Bot))),
            Command("approve", "Let a person in; a running host tells them.", who, open, (desk, parsed) => desk.ApproveAsync(parsed.GetValue(who)!, parsed.GetValue(Bot))),
            Command("deny", "Turn a request down; the person may ask again when it is over.", who, open, (desk, parsed) => desk.DenyAsync(parsed.GetValue(who)!, parsed.GetValue(Bot))),
            Command("block", "Shut a person out; the bot stays silent to them.", who, open, (desk, parsed) => desk.BlockAsync(parsed.GetValue(who)!, parsed.GetValue(Bot))),
            Command("revoke", "Take back what was decided about a person.", user, open, (desk, parsed) => desk.RevokeAsync(parsed.GetValue(user)!, parsed.GetValue(Bot))),
        };
    }

    public static Command Owner(Func<StoreAccess> open)
    {
        var user = new Argument<string>("user") { Description = "The person's id, for example telegram_12345." };
        return new("owner", "Whose bot it is.")
        {
            Command("show", "Show the owner of every bot.", null, open, static (desk, _) => desk.ShowOwnersAsync()),
            Command("set", "Give a bot that has no owner to a person.", user, open, (desk, parsed) => desk.SetOwnerAsync(parsed.GetValue(user)!, parsed.GetValue(Bot))),
            Command("reset", "Take a bot from its owner; the next start of the host prints a code for a new one.", null, open, static (desk, parsed) => desk.ResetOwnerAsync(parsed.GetValue(Bot))),
        };
    }

    private static Command Command(string name, string description, Argument? argument, Func<StoreAccess> open, Func<AccessDesk, ParseResult, Task<int>> run) => DeskCommand.Create(
        name, description, argument is null ? [Bot] : [Bot, argument], open,
        (store, parsed) => run(new(store, TimeProvider.System, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error), parsed));
}
