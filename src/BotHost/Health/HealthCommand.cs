namespace Bots.BotHost.Health;

/// <summary>Asks the running host on this machine how it is, for operators and for containers without curl. Exit code 0 is healthy.</summary>
internal static class HealthCommand
{
    public static async Task<int> RunAsync(string path, IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var address = AddressIn(configuration);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(new Uri(address, path), cancellationToken);
            await output.WriteLineAsync((await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync($"{address} does not answer: {exception.Message} (give the host's address with --urls or ASPNETCORE_URLS)");
            return 1;
        }
    }

    private static Uri AddressIn(IConfiguration configuration)
    {
        var urls = configuration["urls"];
        if (string.IsNullOrEmpty(urls) && configuration["http_ports"] is { Length: > 0 } ports) urls = $"http://localhost:{ports.Split(';')[0]}";
        var first = (string.IsNullOrEmpty(urls) ? "http://localhost:5000" : urls).Split(';')[0];
        foreach (var any in new[] { "//+:", "//*:", "//0.0.0.0:", "//[::]:" }) first = first.Replace(any, "//localhost:", StringComparison.Ordinal);
        return new(first);
    }
}
