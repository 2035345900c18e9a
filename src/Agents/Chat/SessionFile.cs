using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions;

namespace Bots.Agents.Chat;

/// <summary>A session as one JSON file: written beside the old one and then put in its place; the old one stays as <c>.bak</c>.</summary>
internal static class SessionFile
{
    private const string Format = "bots.session";
    private const int Version = 1;

    // What a store takes is nested as deeply as JSON readers allow; in the file it lies some levels deeper.
    internal const int MaxDepth = 128;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, MaxDepth = MaxDepth };

    /// <summary>For values on their way into the file.</summary>
    internal static JsonSerializerOptions Deep { get; } = new() { MaxDepth = MaxDepth };

    public static async Task SaveAsync(string path, string sessionId, SavedSession session, DateTimeOffset savedAt, CancellationToken cancellationToken)
    {
        var envelope = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["session_id"] = sessionId,
            ["saved_at"] = savedAt.ToString("O"),
            ["messages"] = new JsonArray([.. session.Messages.Select(SessionFileMessage.Write)]),
            ["state"] = SessionFileState.Write(session.State),
            ["shared"] = SessionFileState.Write(session.Shared),
        };
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        if (File.Exists(path)) await ReplaceAsync(BackupOf(path), await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);
        await ReplaceAsync(path, JsonSerializer.SerializeToUtf8Bytes(envelope, Indented), cancellationToken);
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no saved session; the message says what is wrong and where.</exception>
    public static async Task<SavedSession> LoadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no saved session at {path}; check the path.", path);
        try
        {
            using var json = JsonDocument.Parse(WithoutMark(await File.ReadAllBytesAsync(path, cancellationToken)), new() { MaxDepth = MaxDepth });
            return Read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            var backup = File.Exists(BackupOf(path)) ? $" The version before it is {BackupOf(path)}." : "";
            throw new InvalidDataException($"{path} is no saved session: {error.Message}{backup}", error);
        }
    }

    /// <summary>Deletes the file, its backup and the mark of an unfinished load, where there are any.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path)) File.Delete(path);
        DeleteBackup(path);
        FirstLoad.ForgetOf(path);
    }

    /// <summary>Deletes the backup, where there is one.</summary>
    public static void DeleteBackup(string path)
    {
        if (File.Exists(BackupOf(path))) File.Delete(BackupOf(path));
    }

    private static SavedSession Read(JsonElement envelope)
    {
        if (envelope.ValueKind == JsonValueKind.Object) SessionFilePlace.CheckObject(envelope, "the file");
        if (envelope.ValueKind != JsonValueKind.Object || !envelope.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Format)
            throw new FormatException($"its format is not \"{Format}\".");
        if (!envelope.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || version.GetDouble() is not (>= 1 and <= Version))
            throw new FormatException($"its version is not {Version}; a newer program wrote it.");
        if (!envelope.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            throw new FormatException("messages is not an array.");
        return new([.. messages.EnumerateArray().Select(static (message, index) => SessionFileMessage.Read(message, index))], SessionFileState.Read(envelope, "state"), SessionFileState.Read(envelope, "shared"));
    }

    // Editors put a byte order mark in front.
    private static ReadOnlyMemory<byte> WithoutMark(byte[] file) => file.AsSpan().StartsWith("\uFEFF"u8) ? file.AsMemory(3) : file;

    private static string BackupOf(string path) => path + ".bak";

    // Conversations are private: the file is the owner's alone. It is complete on disk before it takes its name.
    private static async Task ReplaceAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(temporary, PrivateFile()))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
