using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Sessions.Conformance;
using Bots.Sessions.Json;
using Microsoft.Extensions.Logging;

namespace Bots.Sessions.Tests.Json;

/// <summary>A folder of session files, seen as another program sees it.</summary>
internal sealed class JsonFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new(inMemory: true);
    private readonly List<JsonSessionStore> _stores = [];

    public ContractClock Clock { get; } = new();

    public RecordingLogger<JsonSessionStore> Log { get; } = new();

    public string Root => _folder.Path;

    public string Journal => Path(".bots/delivery.journal");

    public JsonSessionStore Open(Action<JsonSessionOptions>? configure = null)
    {
        var options = new JsonSessionOptions { Directory = _folder.Path };
        configure?.Invoke(options);
        var store = new JsonSessionStore(options, Clock, Log);
        _stores.Add(store);
        return store;
    }

    public string Path(string name) => _folder.File(name);

    public string Read(string name) => File.ReadAllText(Path(name));

    public JsonObject ReadObject(string name) => JsonNode.Parse(Read(name))!.AsObject();

    public void Write(string name, string text) => File.WriteAllText(Path(name), text);

    public IEnumerable<string> Names() => Directory.EnumerateFiles(_folder.Path).Select(static path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public IEnumerable<string> SessionFiles() => Names().Where(static name => name.EndsWith(".json", StringComparison.Ordinal));

    /// <summary>True when any file of the folder, hidden ones included, holds this text as it is or as JSON spells it.</summary>
    public bool Holds(string text) =>
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Any(content => content.Contains(text, StringComparison.Ordinal) || content.Contains(JsonSerializer.Serialize(text).Trim('"'), StringComparison.Ordinal));

    /// <summary>Cuts the end off the file of a user's values.</summary>
    public static bool TearValues(string root, string userId)
    {
        var path = ValuesOf(root, userId);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3]);
        return true;
    }

    /// <summary>The file of a user's values.</summary>
    public static string ValuesOf(string root, string userId) =>
        System.IO.Path.Combine(root, ".bots", "state", $"user-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)))}.json");

    public void Dispose()
    {
        _stores.ForEach(static store => store.Dispose());
        _folder.Dispose();
    }
}
