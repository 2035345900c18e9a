using BenchmarkDotNet.Running;
using Bots.Bench.Faults;
using Bots.Bench.Locomo;
using Bots.Bench.Soak;
using Bots.Bench.Store;
using Bots.Bench.Telegram;

switch (args)
{
    case ["store", .. var options]:
        await StoreReport.RunAsync(options);
        break;
    case ["locomo", .. var options]:
        await LocomoReport.RunAsync(options);
        break;
    case ["faults", .. var options]:
        await FaultsReport.RunAsync(options);
        break;
    case ["soak", .. var options]:
        await SoakReport.RunAsync(options);
        break;
    case ["leak", .. var options]:
        await LeakSoak.RunAsync(options);
        break;
    case [PipelineSoak.Verb, .. var options]:
        await PipelineSoak.InsideAsync(SoakOptions.Parse(options)!);
        break;
    case ["crash-matrix", .. var options]:
        await CrashMatrixReport.RunAsync(options);
        break;
    case ["parse"]:
        ParsingReport.Run();
        break;
    case [StoreWorker.Verb, var path, var writers, var seconds]:
        await StoreWorker.RunAsync(path, int.Parse(writers), double.Parse(seconds));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(StoreReport).Assembly).Run(args);
        break;
}
