namespace Bots.HostUnderTest.Leaks;

/// <summary>Chance by a seed, for any thread.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int sides) => Next(0, sides);

    public int Next(int least, int beyond)
    {
        lock (_random) return _random.Next(least, beyond);
    }
}
