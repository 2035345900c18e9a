using Bots.Sessions.Memory;

namespace Bots.Sessions.Tests.Memory;

public sealed class MemoryTreeTests
{
    [Fact]
    public void Every_place_of_a_long_history_is_found()
    {
        var history = MemoryHistory.Append(null, Enumerable.Range(0, 1_000).Select(static number => new SessionMessage("user", $"{number}")), new());

        for (var count = 1; count <= 1_000; count++) Assert.Equal($"{count - 1}", MemoryHistory.First(history, count)!.Message.Content);
        Assert.Null(MemoryHistory.First(history, 0));
    }
}
