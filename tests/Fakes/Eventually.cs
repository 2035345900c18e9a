namespace Bots.Fakes;

/// <summary>Waits for what happens elsewhere, generously: a test that must wait fails late, never early.</summary>
public static class Eventually
{
    /// <summary>Returns once the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="seconds"/>; <paramref name="what"/> says what was awaited.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, int seconds = 30) => TrueAsync(() => Task.FromResult(condition()), what, seconds);

    /// <summary>Returns once the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="seconds"/>; <paramref name="what"/> says what was awaited.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 30)
    {
        var end = Environment.TickCount64 + (seconds * 1000L);
        while (!await condition())
        {
            if (Environment.TickCount64 > end) throw new TimeoutException($"Not within {seconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
