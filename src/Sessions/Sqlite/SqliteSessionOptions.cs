using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bots.Sessions.Sqlite;

/// <summary>How a <see cref="SqliteSessionStore"/> keeps its file; configuration section <c>Sessions:Sqlite</c>.</summary>
public sealed partial class SqliteSessionOptions
{
    /// <summary>The database file; created with its folder when it is missing. Default: <c>data/sessions.db</c>.</summary>
    [Required(ErrorMessage = "Sessions:Sqlite:Path is empty; set it to a file, for example data/sessions.db.")]
    public string Path { get; set; } = "data/sessions.db";

    /// <summary>What an acknowledged write survives. Default: <see cref="SqliteSynchronous.Full"/>.</summary>
    [EnumDataType(typeof(SqliteSynchronous), ErrorMessage = "Sessions:Sqlite:Synchronous is neither Full nor Normal.")]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long a write waits while another program holds the file. Default: 30 seconds.</summary>
    [Duration("00:00:00.1", "01:00:00", ErrorMessage = "Sessions:Sqlite:LockTimeout must lie between 00:00:00.1 and 01:00:00.")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the ids of answered messages and delivered replies are remembered. Default: 7 days.</summary>
    [Duration("01:00:00", "3650.00:00:00", ErrorMessage = "Sessions:Sqlite:DedupeRetention must lie between 01:00:00 and 3650.00:00:00.")]
    public TimeSpan DedupeRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A longer text (in bytes of UTF-8) is kept beside the log, once however often it occurs; 0 keeps every text in the log. Default: 65536.</summary>
    [AtLeast(0, ErrorMessage = "Sessions:Sqlite:LargeContentBytes must be 0 (never) or a number of bytes.")]
    public int LargeContentBytes { get; set; } = 65_536;

    /// <summary>For tests of a full disk: the file grows no further than this many pages. Zero for no limit.</summary>
    internal int MaxPages { get; set; }

    [OptionsValidator]
    internal sealed partial class Validator : IValidateOptions<SqliteSessionOptions>;
}
