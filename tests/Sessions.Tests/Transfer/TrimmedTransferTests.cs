using Bots.Sessions.Transfer;

namespace Bots.Sessions.Tests.Transfer;

/// <summary>An import into a store that keeps only so many messages of a session.</summary>
public sealed class TrimmedTransferTests : TransferTo
{
    [Theory]
    [InlineData("memory")]
    [InlineData("json")]
    [InlineData("sqlite")]
    public async Task Everything_comes_in_and_the_next_message_trims(string from)
    {
        var (source, target) = (Open(from, "source"), Open("json", "target", maxMessages: 4));
        await SayAsync(source, "p", "alice", [.. Enumerable.Range(0, 10).Select(static number => $"text {number}")]);
        await source.Require<ISessionCheckpoints>().CreateCheckpointAsync("p", "whole");
        await source.Require<ISessionBranching>().ForkSessionAsync("p", 7, null, "f");
        await source.Require<ISessionVersions>().SaveVersionAsync("f", "forked");
        await SayAsync(source, "zlast", "bob", "hello");

        using var export = await ExportAsync(source);
        var first = await SessionTransfer.ImportAsync(target, export);
        export.Position = 0;
        var second = await SessionTransfer.ImportAsync(target, export);

        Assert.Equal((3, 19L, 2), (first.Sessions, first.Messages, first.Checkpoints));
        Assert.Equal(first, second);
        Assert.Equal(export.ToArray(), (await ExportAsync(target)).ToArray());
        await target.AddMessageAsync("p", "user", "text 10");
        Assert.Equal(["text 7", "text 8", "text 9", "text 10"], await TextsAsync(target, "p"));
        await target.Require<ISessionCheckpoints>().RevertToCheckpointAsync("p", "whole");
        Assert.Equal(10, (await TextsAsync(target, "p")).Count);
        Assert.True(await target.Require<ISessionVersions>().RestoreVersionAsync("f", 1));
        Assert.Equal(8, (await TextsAsync(target, "f")).Count);
    }

    [Fact]
    public async Task An_import_that_was_interrupted_is_completed()
    {
        var (source, target) = (Open("sqlite", "source"), Open("json", "target", maxMessages: 4));
        string[] texts = [.. Enumerable.Range(0, 1_200).Select(static number => $"text {number}")];
        await SayAsync(source, "p", "alice", texts);
        await source.Require<ISessionCheckpoints>().CreateCheckpointAsync("p", "whole");
        using var export = await ExportAsync(source);
        using var cancellation = new CancellationTokenSource();
        using var interrupted = new InterruptedStream(export.ToArray(), cancellation, afterReading: export.Length + (export.Length * 2 / 3));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SessionTransfer.ImportAsync(target, interrupted, cancellation.Token));
        var half = (await TextsAsync(target, "p")).Count;
        await SessionTransfer.ImportAsync(target, export);

        Assert.InRange(half, 500, 1_199);
        Assert.Equal(texts, await TextsAsync(target, "p"));
        Assert.Equal(export.ToArray(), (await ExportAsync(target)).ToArray());
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(ISessionStore store, string id) =>
        [.. (await store.GetChatHistoryAsync(id)).Select(static message => message.Content)];

    private sealed class InterruptedStream(byte[] content, CancellationTokenSource cancellation, long afterReading) : MemoryStream(content)
    {
        private long _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Read(buffer.Span);
            if ((_read += count) > afterReading) cancellation.Cancel();
            return new(count);
        }
    }
}
