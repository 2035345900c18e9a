using Bots.Fakes.Telemetry;
using Bots.HostUnderTest;

namespace Bots.BotHost.Tests.Telemetry;

/// <summary>A real host and a collector.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(false, "Http")]
    [InlineData(true, "Grpc")]
    public async Task A_collector_gets_the_trace_of_a_message_and_the_metrics_and_no_text(bool grpc, string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(grpc);
        using var folder = new TempFolder();
        using var scene = new WebScene(users: 1);
        await using var host = await HostProcess.StartAsync(folder.Path, [("Sessions:Store", "memory"), .. scene.Settings,
            ("Telemetry:OtlpEndpoint", collector.Address), ("Telemetry:OtlpProtocol", protocol), ("Telemetry:OtlpHeaders", "authorization=Bearer t0ken")]);

        await scene.People[0].SayAsync("my secret question");
        await scene.People[0].AnswerAsync(1);
        await host.StopAsync();

        var spans = collector.Spans.ToList();
        var receive = Assert.Single(spans, static span => span.Name == "receive");
        Assert.Equal("", receive.ParentId);
        foreach (var name in new[] { "wait", "turn", "history", "model", "commit", "deliver" })
            Assert.Contains(spans, span => span.Name == name && span.TraceId == receive.TraceId);
        foreach (var name in new[] { "bots.messages.accepted", "bots.messages.answered", "bots.store.commit" }) Assert.Contains(name, collector.Metrics);
        Assert.Equal("Bearer t0ken", collector.Authorization);
        Assert.DoesNotContain("secret", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_nothing_of_OpenTelemetry_is_loaded()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var collector = await OtlpCollector.StartAsync();
        using var folder = new TempFolder();

        await using var without = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"));
        await using var with = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"), ("Telemetry:OtlpEndpoint", collector.Address));

        Assert.DoesNotContain("OpenTelemetry", await LoadedAsync(without), StringComparison.Ordinal);
        Assert.Contains("OpenTelemetry", await LoadedAsync(with), StringComparison.Ordinal);

        static Task<string> LoadedAsync(HostProcess host) => File.ReadAllTextAsync($"/proc/{host.Id}/maps");
    }

    [Fact]
    public async Task A_collector_that_is_away_disturbs_nobody()
    {
        using var folder = new TempFolder();
        using var scene = new WebScene(users: 1);
        await using var host = await HostProcess.StartAsync(folder.Path, [("Sessions:Store", "memory"), .. scene.Settings, ("Telemetry:OtlpEndpoint", "http://127.0.0.1:9")]);

        await scene.People[0].SayAsync("hello");
        await scene.People[0].AnswerAsync(1);
        await host.StopAsync();

        Assert.Equal(0, host.ExitCode);
    }

    [Fact]
    public async Task An_address_that_is_none_is_told_at_the_start()
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Telemetry:OtlpEndpoint", "localhost:4318"), ("Telemetry:OtlpTraceShare", "2"));
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains("Telemetry:OtlpEndpoint must be an address", host.Output, StringComparison.Ordinal);
        Assert.Contains("Telemetry:OtlpTraceShare", host.Output, StringComparison.Ordinal);
    }
}
