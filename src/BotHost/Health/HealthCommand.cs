namespace Bots.BotHost.Health;

/// <summary><c>healthcheck</c>: asks the running host on this machine, for containers without curl. Exit code 0 is healthy.</summary>
internal static class HealthCommand
{
    public static async Task<int> RunAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(new Uri(Address(), "/healthz"));
            Console.WriteLine((await response.Content.ReadAsStringAsync()).TrimEnd());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{Address()} does not answer: {exception.Message}");
            return 1;
        }
    }

    private static Uri Address()
    {
        var urls = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? Environment.GetEnvironmentVariable("URLS");
        if (urls is null && Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS") is { Length: > 0 } ports) urls = $"http://localhost:{ports.Split(';')[0]}";
        var first = (urls ?? "http://localhost:5000").Split(';')[0];
        foreach (var any in new[] { "//+:", "//*:", "//0.0.0.0:", "//[::]:" }) first = first.Replace(any, "//localhost:", StringComparison.Ordinal);
        return new(first);
    }
}
