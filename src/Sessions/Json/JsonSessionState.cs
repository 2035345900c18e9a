using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>State in files: a session's in its own file, that of users and the application in files below <c>.bots/state</c>.</summary>
internal sealed class JsonSessionState(SessionWriter writer, StorePresence presence, JsonSessionOptions options, TimeProvider time) : ScopedState(time)
{
    protected override async ValueTask<ScopedValues> ReadAsync(StateScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        presence.Check();
        if (NameIn(scope) is not { } name) return Guarded(() => ReadFile(PathOf(scope), scope));
        return await writer.ReadAsync(SessionId.Check(scope.Owner), cancellationToken) is { } document ? SessionState.Read(document, name) : ScopedValues.Empty;
    }

    protected override ValueTask<TAnswer> ChangeAsync<TAnswer>(
        StateScope scope, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken) =>
        NameIn(scope) is { } name ? ChangeSessionAsync(scope.Owner, name, change, cancellationToken) : ChangeFileAsync(scope, change, cancellationToken);

    /// <summary>The users who have a file of values; files that do not say whose they are count when it is nobody's who is known.</summary>
    public UserList Users(IReadOnlySet<string> known) => Guarded(() =>
    {
        if (!Directory.Exists(Folder)) return new([], 0);
        var files = Directory.GetFiles(Folder, "user-*.json");
        var users = files.Select(static path => ReadFile(path, "The values of a user", null, StateJson.UserOf)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var named = users.Union(known).Select(user => PathOf(StateScope.User(user))).ToHashSet(StringComparer.Ordinal);
        return new UserList([.. users], files.Count(path => !named.Contains(path)));
    });

    /// <summary>Erases the file of a scope that has one; answers how many values it held.</summary>
    public async ValueTask<int> EraseAsync(StateScope scope, CancellationToken cancellationToken)
    {
        var path = PathOf(scope);
        if (!Directory.Exists(Path.GetDirectoryName(path))) return 0;
        using var held = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken) ?? throw StoreErrors.Busy(path, options.LockTimeout);
        return Guarded(() =>
        {
            var count = CountIn(path, scope);
            DamagedFile.Erase(path);
            return count;
        });
    }

    private async ValueTask<TAnswer> ChangeSessionAsync<TAnswer>(
        string sessionId, string name, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken)
    {
        TAnswer? answer = default;
        var outcome = await writer.ChangeAsync(SessionId.Check(sessionId), document =>
        {
            document ??= SessionTreeChanges.New(sessionId, null, null, Now());
            (var table, answer) = change(SessionState.Read(document, name));
            return table is null ? null : SessionState.With(document, name, table);
        }, cancellationToken);
        return outcome == SessionWrite.Busy ? throw StoreErrors.Busy("The session", options.LockTimeout, sessionId) : answer!;
    }

    private async ValueTask<TAnswer> ChangeFileAsync<TAnswer>(
        StateScope scope, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken)
    {
        var path = PathOf(scope);
        Guarded(() => Make(Path.GetDirectoryName(path)!));
        using var held = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken) ?? throw StoreErrors.Busy(path, options.LockTimeout);
        return Guarded(() =>
        {
            var (table, answer) = change(ReadFile(path, scope));
            if (table is not null) PrivateFile.Replace(path, StateJson.Write(table, scope.Kind == "user" ? scope.Owner : null));
            return answer;
        });
    }

    private bool Make(string folder)
    {
        presence.Make(folder);
        return true;
    }

    private static string? NameIn(StateScope scope) => scope.Kind switch
    {
        "session" => SessionState.Own,
        "shared" => SessionState.Shared,
        _ => null,
    };

    private string Folder => Path.Combine(options.FullDirectory, ".bots", "state");

    private string PathOf(StateScope scope)
    {
        var name = scope.Owner.Length == 0 ? scope.Kind : $"{scope.Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope.Owner)))}";
        return Path.Combine(Folder, name + ".json");
    }

    private static ScopedValues ReadFile(string path, StateScope scope) =>
        ReadFile(path, scope.Owner.Length == 0 ? "The values of the application" : $"The values of the user \"{scope.Owner}\"", StateJson.Read(null), static table => StateJson.Read(table));

    private static TAnswer ReadFile<TAnswer>(string path, string what, TAnswer ofNone, Func<JsonElement, TAnswer> read)
    {
        if (!File.Exists(path)) return ofNone;
        try
        {
            using var parsed = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4_096 });
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? read(parsed.RootElement) : throw new JsonException("The file holds no JSON object.");
        }
        catch (JsonException error)
        {
            throw DamagedFile.Refusal(path, what, error);
        }
    }

    // A damaged file is erased like any other.
    private static int CountIn(string path, StateScope scope)
    {
        try
        {
            return ReadFile(path, scope).Values.Count;
        }
        catch (SessionStoreException)
        {
            return 0;
        }
    }

    private static TAnswer Guarded<TAnswer>(Func<TAnswer> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (StoreErrors.IsOfFiles(error))
        {
            throw StoreErrors.Of(error, "The state files");
        }
    }
}
