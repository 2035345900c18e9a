namespace Bots.Sessions.Worker;

/// <summary>Appends one message after another, for ever.</summary>
internal static class Appends
{
    public static async IAsyncEnumerable<string> RunAsync(ISessionStore store, string session, string writer)
    {
        for (var number = 0; ; number++)
        {
            // False means that another program held the session for too long: nothing was written.
            while (!await store.AddMessageAsync(session, "user", $"{writer}:{number:00000}"))
            {
            }

            yield return $"{writer}:{number:00000}";
        }
    }
}
