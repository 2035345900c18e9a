namespace Bots.Bench.Store;

/// <summary>Numbers out of measurements.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    public static double Percentile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min((int)(sorted.Length * part), sorted.Length - 1)];
    }
}
