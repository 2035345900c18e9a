using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Json;

/// <summary>State in files: a session's in its own file, that of users and the application in files below <c>.bots/state</c>.</summary>
internal sealed class JsonSessionState(SessionWriter writer, JsonSessionOptions options, TimeProvider time) : ScopedState(time)
{
    protected override async ValueTask<ScopedValues> ReadAsync(StateScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (NameIn(scope) is not { } name) return Guarded(() => ReadFile(PathOf(scope)));
        return await writer.ReadAsync(SessionId.Check(scope.Owner), cancellationToken) is { } document ? SessionState.Read(document, name) : ScopedValues.Empty;
    }

    protected override ValueTask<TAnswer> ChangeAsync<TAnswer>(
        StateScope scope, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken) =>
        NameIn(scope) is { } name ? ChangeSessionAsync(scope.Owner, name, change, cancellationToken) : ChangeFileAsync(PathOf(scope), change, cancellationToken);

    /// <summary>Erases the file of a scope that has one; answers how many values it held.</summary>
    public async ValueTask<int> EraseAsync(StateScope scope, CancellationToken cancellationToken)
    {
        var path = PathOf(scope);
        if (!File.Exists(path)) return 0;
        using var held = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken) ?? throw StoreErrors.Busy(path, options.LockTimeout);
        return Guarded(() =>
        {
            var count = ReadFile(path).Values.Count;
            File.Delete(path);
            File.Delete(path + PrivateFile.TemporaryEnding);
            PrivateFile.FlushDirectory(Path.GetDirectoryName(path)!);
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
        string path, Func<ScopedValues, (ScopedValues? Table, TAnswer Answer)> change, CancellationToken cancellationToken)
    {
        Guarded(() => Directory.CreateDirectory(Path.GetDirectoryName(path)!));
        using var held = await FileLock.TryTakeAsync(path + ".lock", options.LockTimeout, cancellationToken) ?? throw StoreErrors.Busy(path, options.LockTimeout);
        return Guarded(() =>
        {
            var (table, answer) = change(ReadFile(path));
            if (table is not null) PrivateFile.Replace(path, StateJson.Write(table));
            return answer;
        });
    }

    private static string? NameIn(StateScope scope) => scope.Kind switch
    {
        "session" => SessionState.Own,
        "shared" => SessionState.Shared,
        _ => null,
    };

    private string PathOf(StateScope scope)
    {
        var name = scope.Owner.Length == 0 ? scope.Kind : $"{scope.Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope.Owner)))}";
        return Path.Combine(options.FullDirectory, ".bots", "state", name + ".json");
    }

    private static ScopedValues ReadFile(string path)
    {
        if (!File.Exists(path)) return ScopedValues.Empty;
        try
        {
            using var parsed = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4_096 });
            return StateJson.Read(parsed.RootElement);
        }
        catch (JsonException error)
        {
            throw new SessionStoreException($"{path} is damaged; move it away to start anew, or restore a copy. Nothing was changed.", error);
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
