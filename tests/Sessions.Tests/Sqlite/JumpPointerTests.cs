using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class JumpPointerTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(4, 3)]
    [InlineData(6, 3)]
    [InlineData(7, 0)]
    [InlineData(14, 7)]
    [InlineData(22, 15)]
    [InlineData(30, 15)]
    [InlineData(31, 0)]
    public void A_position_jumps_over_the_smallest_part_of_it(long position, long target) =>
        Assert.Equal(target, JumpPointer.Target(position));

    [Fact]
    public void A_jump_goes_to_the_message_before_or_to_where_two_jumps_of_that_lead()
    {
        for (var position = 2L; position < 5_000; position++)
        {
            var before = position - 1;
            Assert.Contains(JumpPointer.Target(position), new[] { before, JumpPointer.Target(JumpPointer.Target(before) is var once && once > 0 ? once : 1) });
        }
    }

    [Fact]
    public void Any_position_is_reached_in_few_steps()
    {
        for (var position = 0L; position < 100_000; position += 997) Assert.InRange(Steps(100_000, position), 0, 50);
    }

    private static int Steps(long from, long to)
    {
        var steps = 0;
        for (; from > to; steps++) from = JumpPointer.Target(from) is var target && target >= to ? target : from - 1;
        return steps;
    }
}
