using Bots.Sessions.Memory;

namespace Bots.Sessions.Tests.Memory;

public sealed class MemoryTreeTests
{
    private readonly MemorySessionStore _store = new();

    [Fact]
    public async Task An_undo_leaves_a_checkpoint_that_leads_back()
    {
        foreach (var text in new[] { "0", "1", "2" }) await _store.AddMessageAsync("s", "user", text);

        await _store.WriteTurnAsync(new TurnWrite("s") { KeepMessages = 1 });
        var undo = Assert.Single(await _store.ListCheckpointsAsync("s"));
        await _store.RevertToCheckpointAsync("s", undo.Id);

        Assert.Equal((CheckpointKind.Undo, 2), (undo.Kind, undo.MessageIndex));
        Assert.Equal(["0", "1", "2"], (await _store.GetChatHistoryAsync("s")).Select(static message => message.Content));
    }

    [Fact]
    public void Every_place_of_a_long_history_is_found()
    {
        var history = MemoryHistory.Append(null, Enumerable.Range(0, 1_000).Select(static number => new SessionMessage("user", $"{number}")));

        for (var count = 1; count <= 1_000; count++) Assert.Equal($"{count - 1}", MemoryHistory.First(history, count)!.Message.Content);
        Assert.Null(MemoryHistory.First(history, 0));
    }
}
