using System.Globalization;

namespace Bots.Sessions.Worker;

/// <summary>Appends, forks and reverts, for ever: says what it is about to do, and that it is done. <see cref="BranchLedger"/> reads it.</summary>
internal static class Branches
{
    public static async IAsyncEnumerable<string> RunAsync(ISessionStore store, string session, string writer)
    {
        var (own, chance, length) = ($"{session}-{writer}", new Random(Environment.ProcessId), 0);
        var (trees, checkpoints) = (store.Require<ISessionBranching>(), store.Require<ISessionCheckpoints>());
        for (var number = 0; ; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{writer}:{number:00000}");
            var (what, index) = (length == 0 ? 0 : chance.Next(8), chance.Next(Math.Max(1, length)));
            yield return what switch { 6 => $"do fork {own}-f{number}", 7 => $"do revert {index}", >= 4 => $"do share {text}", _ => $"do add {text}" };
            if (what == 6) await trees.ForkSessionAsync(own, sessionId: $"{own}-f{number}");
            else if (what == 7) _ = await checkpoints.RevertToMessageAsync(own, index) ?? throw new InvalidOperationException("A message that is there cannot be reverted to.");
            else if (!await store.AddMessageAsync(what >= 4 ? session : own, "user", text)) throw new InvalidOperationException("A message was not accepted.");
            length = what switch { 7 => index + 1, < 4 => length + 1, _ => length };
            yield return "done";
        }
    }
}
