namespace Bots.Fakes.Models;

/// <summary>A picture as it was sent to a <see cref="ModelServer"/>.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ModelPicture(string MediaType, byte[] Content)
{
    // What both providers take.
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Reads <c>data:image/png;base64,…</c>.</summary>
    public static ModelPicture OfDataUrl(string url)
    {
        var parts = url["data:".Length..].Split(";base64,");
        return new(parts[0], Convert.FromBase64String(parts[1]));
    }

    /// <summary>True for a data URL that holds a picture.</summary>
    internal static bool IsDataUrl(string url) =>
        url.StartsWith("data:", StringComparison.Ordinal) && url["data:".Length..].Split(";base64,") is [var type, var data] && IsPicture(type, data);

    /// <summary>True for content of a type that both providers take.</summary>
    internal static bool IsPicture(string type, string data) => Types.Contains(type) && data.Length > 0 && Convert.TryFromBase64String(data, new byte[data.Length], out _);
}
