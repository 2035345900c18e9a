using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Bots.HostUnderTest.Crash;

/// <summary>A browser at the web chat that reads its history. The steps are those of the host alone: there is no server beside it.</summary>
public sealed partial class WebCrashScene : ICrashScene
{
    private readonly int _port = FreePort();
    private readonly WebUser _person;
    private Task _saying = Task.CompletedTask;
    private IReadOnlyList<string> _shown = [];
    private int _said;

    private WebCrashScene() => _person = new("user", _port);

    public string Platform => "web";

    public IReadOnlyList<(string Key, string Value)> Settings => [("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"))];

    public IReadOnlyList<string> Violations => [];

    public static Task<ICrashScene> StartAsync() => Task.FromResult<ICrashScene>(new WebCrashScene());

    public void Watch(Action<string> pass)
    {
    }

    public void Say(string text)
    {
        _said++;
        _saying = AfterAsync(_saying, text);
    }

    /// <summary>What the page shows: while the host is down, what it showed before.</summary>
    public async Task<IReadOnlyList<string>> ShownAsync()
    {
        try
        {
            return _shown = [.. (await _person.AnswersAsync()).Select(static html => WebUtility.HtmlDecode(Tag.Replace(html, "")).Trim())];
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return _shown;
        }
    }

    public bool IsPreview(string shown) => false;

    public bool IsQuiet(string folder) => _person.Accepted.Count == _said;

    public Task<string> SessionKeyAsync() => _person.SessionKeyAsync();

    public ValueTask DisposeAsync()
    {
        _person.Dispose();
        return default;
    }

    private async Task AfterAsync(Task before, string text)
    {
        await before;
        await _person.SayAsync(text);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }
}
