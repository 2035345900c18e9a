using Bots.BotHost.Cli;
using Bots.HostUnderTest;

namespace Bots.BotHost.Tests.Health;

/// <summary>Asking a running host from the command line.</summary>
public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_tells_how_the_host_is_and_ends_with_0_or_1()
    {
        using var folder = new TempFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"));

        var (code, text, _) = await AskAsync("health", host.Url!);
        var (live, _, _) = await AskAsync("healthcheck", host.Url!);
        await host.KillAsync();
        var (gone, _, error) = await AskAsync("health", host.Url!);

        Assert.Equal((0, 0, 1), (code, live, gone));
        Assert.StartsWith("healthy", text, StringComparison.Ordinal);
        Assert.Contains("web: Up since", text, StringComparison.Ordinal);
        Assert.Contains("--urls", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_bot_gave_up_is_unhealthy()
    {
        await using var telegram = await Fakes.Telegram.FakeTelegram.StartAsync();
        using var folder = new TempFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"), ("Bots:telegram:Token", "424242:wrong"), ("Bots:telegram:BaseUrl", telegram.BaseUrl));
        await Fakes.Eventually.TrueAsync(() => host.Output.Contains("ERROR telegram", StringComparison.Ordinal), "the explanation");

        var (code, text, _) = await AskAsync("health", host.Url!);

        Assert.Equal(1, code);
        Assert.StartsWith("unhealthy", text, StringComparison.Ordinal);
        Assert.Contains("telegram: gave up at", text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> AskAsync(string command, string url)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync([command, "--urls", url], null, output, error), output.ToString(), error.ToString());
    }
}
