using System.Globalization;
using Bots.Adapters;
using Bots.Agents;

namespace Bots.BotHost.Media;

/// <summary>The files of one message, being read.</summary>
internal sealed class Reading(bool seesPictures)
{
    /// <summary>Whether the model sees pictures.</summary>
    public bool SeesPictures => seesPictures;

    /// <summary>What is to be seen.</summary>
    public List<AgentAttachment> Pictures { get; } = [];

    /// <summary>True when a file could not be had that may be had another time.</summary>
    public bool Missed { get; set; }

    /// <summary>Says that a file was not loaded, and why.</summary>
    public string NotLoaded(Attachment attachment, int maxBytes)
    {
        Missed |= maxBytes > 0 && !(attachment.Size > maxBytes);
        return $"{attachment.Describe()} {Why(attachment, maxBytes)}";
    }

    // What the platform says of the size is only a claim: without one, both may be true, and sending it again is worth a try in one case only.
    private static string Why(Attachment attachment, int maxBytes) => (attachment.Size, maxBytes) switch
    {
        (_, 0) => "[Such files are not read here.]",
        (null, _) => $"[How large it is was not told: either it is larger than {SizeOf(maxBytes)}, the most that is read here, or it could not be loaded and sending it again may help.]",
        ({ } size, _) when size > maxBytes => $"[It is larger than {SizeOf(maxBytes)}, the most that is read here.]",
        _ => "[It could not be loaded; sending it again may help.]",
    };

    private static string SizeOf(int bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };
}
