using System.ComponentModel.DataAnnotations;

namespace Bots.Sessions;

/// <summary>A number that is missing or not below another. The generated check for <see cref="RangeAttribute"/> would drop our message, which names the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(int minimum) : ValidationAttribute
{
    public int Minimum => minimum;

    public override bool IsValid(object? value) => value is null || (value is int number && number >= minimum);
}
