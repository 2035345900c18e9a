using System.Globalization;
using Bots.Agents;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bots.Samples;

/// <summary>What every sample is given. Without settings the built-in agent answers, which needs no key and no network.</summary>
/// <param name="folder">Where it may keep files.</param>
/// <param name="setting">Reads a setting: <c>Agents__default__Provider</c>, <c>…__Model</c>, <c>…__ApiKey</c>, <c>…__Endpoint</c>, <c>…__Retries</c>, <c>BOTS_HOST</c>.</param>
public sealed class SampleContext(string folder, Func<string, string?> setting) : IAsyncDisposable
{
    private readonly List<AgentCatalog> _catalogs = [];

    /// <summary>Where it may keep files.</summary>
    public string Folder => folder;

    /// <summary>The address of a running host.</summary>
    public string HostAddress => setting("BOTS_HOST") ?? "127.0.0.1:5000";

    /// <summary>An agent of the configured provider with these instructions.</summary>
    public IAgent Agent(string instructions = "You are a helpful assistant with memory.")
    {
        var options = new AgentsOptions();
        options.Agents["default"] = new()
        {
            Provider = setting("Agents__default__Provider") ?? "offline",
            Model = setting("Agents__default__Model") ?? "",
            ApiKey = setting("Agents__default__ApiKey") ?? "",
            Endpoint = setting("Agents__default__Endpoint") ?? "",
            Retries = int.Parse(setting("Agents__default__Retries") ?? "2", CultureInfo.InvariantCulture),
            Instructions = instructions,
        };
        _catalogs.Add(new(Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance));
        return _catalogs[^1].Find("default")!;
    }

    /// <summary>Disconnects from what the agents connected to.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var catalog in _catalogs) await catalog.DisposeAsync();
    }
}
