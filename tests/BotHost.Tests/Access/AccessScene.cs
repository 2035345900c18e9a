using System.Text.RegularExpressions;
using Bots.BotHost.Access;
using Bots.BotHost.Cli;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.Fakes;
using Bots.HostUnderTest;
using Bots.Sessions.Delivery;
using Bots.Sessions.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests.Access;

/// <summary>The whole program in this process, on a store in a folder, with the command line beside it.</summary>
internal sealed partial class AccessScene : IAsyncDisposable
{
    private readonly string[] _settings;
    private readonly TempFolder _folder = new();
    private WebApplication? _app;

    private AccessScene(string[] settings) => _settings = settings;

    public RecordingLogs Logs { get; } = new();

    /// <summary>The code of the last invitation.</summary>
    public string OwnerCode => CodeOf(Logs.Of(LogLevel.Information).Last(static line => line.Contains("belongs to nobody", StringComparison.Ordinal)));

    /// <summary>Where the host listens.</summary>
    public int Port => new Uri(_app!.Urls.First()).Port;

    private string[] Arguments => ["--Host:DataPath=" + _folder.Path, "--Sessions:Sqlite:Path=" + Path.Combine(_folder.Path, "a.db"), "--Bots:web:Enabled=false", .. _settings];

    /// <summary>A scene with these settings; nothing runs yet.</summary>
    public static AccessScene Of(params string[] settings) => new(settings);

    public async Task StartAsync(params string[] more)
    {
        _app = BotProgram.Build([.. Arguments, "--urls=http://127.0.0.1:0", .. more], services => services.AddLogging(logging => logging.AddProvider(new Borrowed(Logs))))!;
        Assert.NotNull(_app);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Gives a bot to somebody while nothing runs.</summary>
    public async Task GiveAsync(string bot, BotOwner owner)
    {
        await using var store = new SqliteSessionStore(new SqliteSessionOptions { Path = Path.Combine(_folder.Path, "a.db") });
        Assert.True(await new AccessBook(DeliveryStores.From(store)!).TryClaimAsync(bot, owner));
    }

    /// <summary>Runs a command of the program; its output and errors.</summary>
    public async Task<(int Code, string Said)> RunAsync(params string[] words)
    {
        using var said = new StringWriter();
        return (await CommandLine.RunAsync([.. words, .. Arguments], null, said, said), said.ToString());
    }

    /// <summary>Everything the store keeps of a person.</summary>
    public async Task<string> ExportAsync(string user)
    {
        var file = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.jsonl");
        Assert.Equal(0, (await RunAsync("export", file, "--user", user)).Code);
        return await File.ReadAllTextAsync(file);
    }

    /// <summary>Waits until so many messages were dealt with, answered or not, and nothing is on its way to anybody.</summary>
    public async Task SettledAsync(int messages)
    {
        var stores = _app!.Services.GetRequiredService<DeliveryStores>();
        var end = Environment.TickCount64 + 30_000;
        while ((await stores.Inbox.ListAsync(InboxState.Done, int.MaxValue)).Count < messages || (await stores.Inbox.ListAsync(InboxState.Open)).Count > 0
            || (await stores.Outbox.PendingAsync(_app.Services.GetRequiredService<Turns.HostIdentity>().Owner)).Count > 0)
        {
            Assert.True(Environment.TickCount64 < end, $"{messages} messages were not dealt with in time");
            await Task.Delay(10);
        }
    }

    public static string CodeOf(string text) => Code().Match(text) is { Success: true } match ? match.Value : throw new InvalidOperationException($"No code: {text}");

    public static Task UntilAsync(Func<string?> text, string part) =>
        Eventually.TrueAsync(() => text()?.Contains(part, StringComparison.Ordinal) == true, $"\"{part}\"");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
        Logs.Dispose();
    }

    [GeneratedRegex("[A-Z0-9]{4}-[A-Z0-9]{4}")]
    private static partial Regex Code();

    // A host that ends disposes its providers.
    private sealed class Borrowed(RecordingLogs logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logs.CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }
}
