using System.Diagnostics;
using Bots.Bench.Store;
using Bots.BotHost.Setup;
using Bots.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bots.Bench.Soak;

/// <summary>The host's own work alone: intake, store, lanes, turns and outbox of the real program, with people and model inside its process.
/// The process is one of its own, so that its memory is its own.</summary>
internal static class PipelineSoak
{
    public const string Verb = "soak-pipeline";

    public static async Task RunAsync(SoakOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(PipelineSoak).Assembly.Location);
        start.ArgumentList.Add(Verb);
        foreach (var argument in options.ToArguments()) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
    }

    public static async Task InsideAsync(SoakOptions options)
    {
        using var folder = new TempFolder();
        var adapter = new PipelineAdapter(options);
        string[] settings =
        [
            $"--Sessions:Store={options.Store}", $"--Sessions:Sqlite:Path={folder.File("sessions.db")}", $"--Sessions:Json:Directory={folder.File("sessions")}",
            $"--Host:DataPath={folder.Path}", "--Bots:web:Enabled=false", "--urls=http://127.0.0.1:0",
        ];
        await using var app = BotProgram.Build(settings, services => services.AddSingleton(new BotAccounts(() => [new(adapter, new("default", adapter))])))!;
        await app.StartAsync();
        await adapter.Connected;
        for (var i = 0; i < options.WarmUp; i++) await adapter.SayAsync(options.Users + (i % options.WarmUsers));
        await adapter.AnsweredAsync(options.Users, options.WarmUsers);

        GC.Collect();
        var figures = new ProcessFigures(Environment.ProcessId);
        var (idle, allocated) = (figures.Megabytes, GC.GetTotalAllocatedBytes());
        await LoadAsync(options, adapter);
        SoakReport.Print(adapter.Verdict(), violations: 0);
        Console.WriteLine($"  process     {figures.Cores:0.00} cores, {figures.Used.TotalMilliseconds / options.Total:0.00} ms of processor and {(GC.GetTotalAllocatedBytes() - allocated) / options.Total / 1024} KB allocated per turn, memory {idle:0} MB before, peak {figures.PeakMegabytes:0} MB (people and model included)");
        await app.StopAsync();
    }

    private static async Task LoadAsync(SoakOptions options, PipelineAdapter adapter)
    {
        var saying = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < options.Total; sent++)
        {
            while (options.Rate > 0 && Stopwatch.GetElapsedTime(start).TotalSeconds * options.Rate < sent) await Task.Delay(1);
            saying.Add(adapter.SayAsync(sent % options.Users));
        }

        await Task.WhenAll(saying);
        await adapter.AnsweredAsync(0, options.Users);
    }
}
