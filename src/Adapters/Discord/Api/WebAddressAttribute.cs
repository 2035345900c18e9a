using System.ComponentModel.DataAnnotations;

namespace Bots.Adapters.Discord.Api;

/// <summary>A setting that is an address of a web server.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute() : ValidationAttribute("It must be an address that begins with https:// or http://.")
{
    public override bool IsValid(object? value) =>
        value is null or "" || (value is string text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Host.Length: > 0 });
}
