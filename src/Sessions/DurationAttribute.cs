using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Bots.Sessions;

/// <summary>A duration between two others. The generated check for <see cref="RangeAttribute"/> would drop our message, which names the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(string minimum, string maximum) : ValidationAttribute
{
    public string Minimum => minimum;

    public string Maximum => maximum;

    public override bool IsValid(object? value) => value is TimeSpan duration && duration >= Parse(minimum) && duration <= Parse(maximum);

    private static TimeSpan Parse(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
