using Bots.Sessions;
using Bots.Sessions.Worker;

// A process of its own for the tests of many processes: appends, and says on its output what was acknowledged.
// Arguments: append <store kind> <path> <session> <writer> <count>
if (args is not ["append", var kind, var path, var session, var writer, var count])
{
    await Console.Error.WriteLineAsync("Usage: append <json|sqlite> <path> <session> <writer> <count>");
    return 2;
}

var store = Stores.Open(kind, path);
for (var number = 0; number < int.Parse(count, null); number++)
{
    // False means that another program held the session for too long: nothing was written.
    while (!await store.AddMessageAsync(session, "user", $"{writer}:{number:00000}"))
    {
    }

    await Console.Out.WriteLineAsync($"{writer}:{number:00000}");
}

(store as IDisposable)?.Dispose();
if (store is IAsyncDisposable later) await later.DisposeAsync();
return 0;
