using Bots.BotHost.Access;
using Bots.BotHost.Api;
using Bots.BotHost.Cli;
using Bots.BotHost.Commands;
using Bots.BotHost.Health;
using Bots.BotHost.Media;
using Bots.BotHost.Telemetry;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Setup;

/// <summary>The program: build, check, start, serve. Also the way for a program of one's own to host bots.</summary>
internal static class BotProgram
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        if (CommandLine.IsCommand(args)) return await CommandLine.RunAsync(args, configure);
        try
        {
            if (Build(args, configure) is not { } app) return 1;
            try
            {
                await app.StartAsync();
                app.PrintBanner();
                await app.WaitForShutdownAsync();
                return 0;
            }
            finally
            {
                await CloseAsync(app);
            }
        }
        catch (Exception exception) when (AdviceFor(exception) is { } advice)
        {
            await Console.Error.WriteLineAsync($"The host cannot start: {exception.Message} {advice}".TrimEnd());
            return 1;
        }
    }

    /// <summary>A store that waits for a lock or a dead disk must not keep the process alive: whatever it had not written is answered by the next start.</summary>
    private static async Task CloseAsync(WebApplication app)
    {
        var closed = Task.Run(async () => await app.DisposeAsync());
        if (await Task.WhenAny(closed, Task.Delay(LongestClose)) == closed) await closed;
        else await Console.Error.WriteLineAsync($"The store did not close within {LongestClose.TotalSeconds:0} s; the host ends all the same. The next start answers what was not written.");
    }

    /// <summary>What an operator can do about it; null for an error that is ours.</summary>
    private static string? AdviceFor(Exception exception) => exception switch
    {
        SessionStoreException or WebKeysException => "",
        InvalidDataException => "Mend the file, or compare it with the appsettings.json that came with the program.",
        IOException => "Choose another address with --urls http://127.0.0.1:5001 (or ASPNETCORE_URLS).",
        FormatException => "An address looks like http://127.0.0.1:5000; check --urls and ASPNETCORE_URLS.",
        _ => null,
    };

    /// <summary>The host, ready to start; <paramref name="configure"/> may replace what it registers, such as the store, last.</summary>
    /// <returns>Null when the configuration is wrong; what is wrong has been printed.</returns>
    public static WebApplication? Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(HostFolder.Options(args));
        var problems = new ConfigurationProblems();
        builder.Services.AddSingleton(problems);
        builder.Services.AddConfiguredSessions(builder.Configuration, problems);
        builder.Services.AddAgents();
        builder.Services.AddConfiguredBots(builder.Configuration, problems);
        problems.Bind(builder.Configuration.GetSection("Turns"), typeof(TurnOptions));
        problems.Bind(builder.Configuration.GetSection("Analytics"), typeof(AnalyticsOptions));
        problems.Bind(builder.Configuration.GetSection("Media"), typeof(MediaOptions));
        problems.Bind(builder.Configuration.GetSection("Telemetry"), typeof(TelemetryOptions));
        problems.Bind(builder.Configuration.GetSection("Health"), typeof(HealthOptions));
        builder.Services.AddConfiguredMemory(builder.Configuration, problems);
        builder.Services.AddConfiguredAccess(builder.Configuration, problems);
        builder.Services.AddSingleton(new MenuTexts(builder.Configuration.GetSection("Menus"), problems.Add));
        builder.Services.AddTurnPipeline();
        builder.Services.AddConfiguredWebChat(builder.Configuration["Host:DataPath"] ?? "data");
        builder.Services.AddConfiguredApi(builder.Configuration, problems);
        builder.AddShortLogging();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        if (!app.Check()) return null;
        UnknownSettings.Tell(app);
        app.UseHostNames();
        app.MapConfiguredWebChat();
        TelegramPlatform.MapWebhooks(app);
        app.MapConfiguredApi();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
