using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bots.Sessions.Json;

/// <summary>How a <see cref="JsonSessionStore"/> keeps its files; configuration section <c>Sessions:Json</c>.</summary>
public sealed partial class JsonSessionOptions
{
    /// <summary>Where the session files live; created when missing. <c>praison</c> means <c>~/.praisonai/sessions</c>, shared with other
    /// programs of the same format. Default: <c>data/sessions</c>.</summary>
    [Required(ErrorMessage = "Sessions:Json:Directory is empty; set it to a folder, for example data/sessions.")]
    public string Directory { get; set; } = "data/sessions";

    /// <summary>Keeps only this many messages per session and erases older ones for good, whole tool groups at a time. A checkpoint or version keeps
    /// the messages it stands for, trimmed ones as well, until it is removed; a summary stays as well. An import brings everything; its sessions are trimmed by their next message. Default: none, everything is kept.</summary>
    [AtLeast(1, ErrorMessage = "Sessions:Json:MaxMessages must be 1 or more; leave it out to keep every message.")]
    public int? MaxMessages { get; set; }

    /// <summary>How long a write waits for another program that holds the session. Default: 30 seconds.</summary>
    [Duration("00:00:00.05", "01:00:00", ErrorMessage = "Sessions:Json:LockTimeout must lie between 00:00:00.05 and 01:00:00.")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The full path behind <see cref="Directory"/>.</summary>
    internal string FullDirectory => Directory switch
    {
        "praison" => Path.Combine(Home, ".praisonai", "sessions"),
        ['~', '/', .. var rest] => Path.Combine(Home, rest),
        _ => Path.GetFullPath(Directory),
    };

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [OptionsValidator]
    internal sealed partial class Validator : IValidateOptions<JsonSessionOptions>;
}
