using Bots.Adapters.Discord.Gateway;

namespace Bots.Adapters.Tests.Discord.Gateway;

public sealed class ShardBoardTests
{
    private readonly List<AdapterState> _reported = [];

    [Fact]
    public void The_account_shows_a_sign_of_life_only_when_every_shard_has()
    {
        var board = new ShardBoard(2, _reported.Add);
        board.Report(0, Up);
        board.Report(1, Up);
        var before = _reported.Count;

        for (var beat = 0; beat < 10; beat++) board.Report(0, Up);
        Assert.Equal(before, _reported.Count);

        board.Report(1, Up);
        Assert.Equal(before + 1, _reported.Count);
    }

    [Fact]
    public void The_worst_shard_speaks_for_the_account_at_once()
    {
        var board = new ShardBoard(2, _reported.Add);
        board.Report(0, Up);
        board.Report(1, Up);

        board.Report(1, new(AdapterHealth.Retrying, "connecting again"));

        Assert.Equal((AdapterHealth.Retrying, "shard 1 of 2: connecting again"), (_reported[^1].Health, _reported[^1].Detail));
    }

    private static AdapterState Up => new(AdapterHealth.Up, "connected") { NextWithin = TimeSpan.FromMinutes(3) };
}
