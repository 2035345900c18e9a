using System.ComponentModel.DataAnnotations;

namespace Bots.BotHost.Media;

/// <summary>What is done with files that users send (section <c>Media</c>).</summary>
internal sealed class MediaOptions : IValidatableObject
{
    /// <summary>The largest photo that is shown to a model, in bytes. Default: 5 MB; 0 shows none.</summary>
    [Range(0, 20_000_000, ErrorMessage = "Media:MaxPhotoBytes must be between 0 and 20000000.")]
    public int MaxPhotoBytes { get; set; } = 5_000_000;

    /// <summary>The largest text file that is read, in bytes. Default: 200 KB; 0 reads none.</summary>
    [Range(0, 5_000_000, ErrorMessage = "Media:MaxTextBytes must be between 0 and 5000000.")]
    public int MaxTextBytes { get; set; } = 200_000;

    /// <summary>The largest recording that is transcribed, in bytes. Default: 20 MB, what Telegram lets bots fetch.</summary>
    [Range(0, 100_000_000, ErrorMessage = "Media:MaxAudioBytes must be between 0 and 100000000.")]
    public int MaxAudioBytes { get; set; } = 20_000_000;

    /// <summary>An OpenAI-compatible server that turns speech into text, for example <c>https://api.openai.com/v1</c>. Default: empty, recordings are only described.</summary>
    public string TranscriptionEndpoint { get; set; } = "";

    /// <summary>The key for that server; empty where it needs none. A secret.</summary>
    public string TranscriptionApiKey { get; set; } = "";

    /// <summary>The model that transcribes. Default: whisper-1.</summary>
    public string TranscriptionModel { get; set; } = "whisper-1";

    /// <summary>How long fetching and transcribing one file may take. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Media:Timeout must be between 1 second and 10 minutes, written as 00:01:00.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TranscriptionEndpoint.Length > 0 && !(Uri.TryCreate(TranscriptionEndpoint, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return new("Media:TranscriptionEndpoint is no web address; write it like https://api.openai.com/v1, or leave it empty.");
    }
}
