using System.Globalization;
using Bots.Sessions;
using Bots.Sessions.Worker;

// A process of its own for the tests of many processes: works on a store, and says on its output what was acknowledged.
// Arguments: append|answer|branch <store kind> <path> <session> <writer> <count>
if (args is not [("append" or "answer" or "branch") and var command, var kind, var path, var session, var writer, var count])
{
    await Console.Error.WriteLineAsync("Usage: append|answer|branch <json|sqlite> <path> <session> <writer> <count>");
    return 2;
}

var store = Stores.Open(kind, path);
var work = command switch
{
    "append" => Appends.RunAsync(store, session, writer),
    "answer" => Answers.RunAsync(store, session, writer),
    _ => Branches.RunAsync(store, session, writer),
};
await foreach (var acknowledged in work.Take(int.Parse(count, CultureInfo.InvariantCulture))) await Console.Out.WriteLineAsync(acknowledged);

(store as IDisposable)?.Dispose();
if (store is IAsyncDisposable later) await later.DisposeAsync();
return 0;
