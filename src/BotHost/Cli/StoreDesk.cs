using System.Globalization;
using Bots.Agents.Analytics;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Bots.Sessions.Transfer;

namespace Bots.BotHost.Cli;

/// <summary>Does what <see cref="StoreCommands"/> names.</summary>
internal sealed class StoreDesk(StoreAccess access, TextWriter output)
{
    private const string Standard = "-";
    private const int MostDays = 100_000;

    public async Task<int> ExportAsync(string file, string? user)
    {
        if (file != Standard && File.Exists(file)) throw new CommandException($"{file} exists already; name another file, or remove it.");
        TransferReport report;
        await using (var stream = file == Standard ? Console.OpenStandardOutput() : Opened(file, FileMode.CreateNew))
            report = await SessionTransfer.ExportAsync(access.Sessions, stream, user);
        // The standard output is the export itself.
        return file == Standard ? 0 : await SayAsync($"Exported {report.Sessions} sessions with {report.Messages} messages, {report.Checkpoints} checkpoints, {report.Values} values, {report.Memories} memories to {file}; hash {report.Hash}.{Left(report)}");
    }

    public async Task<int> ImportAsync(string file)
    {
        await using var stream = file == Standard ? Console.OpenStandardInput() : Opened(file, FileMode.Open);
        var report = await SessionTransfer.ImportAsync(access.Sessions, stream);
        return await SayAsync($"Imported {report.Sessions} sessions with {report.Messages} messages, {report.Checkpoints} checkpoints, {report.Values} values, {report.Memories} memories; hash {report.Hash}.{Left(report)}");
    }

    public async Task<int> BackUpAsync(string path)
    {
        var report = await access.Sessions.Require<IStoreBackup>().BackUpAsync(path);
        return await SayAsync($"Backed up {report.Sessions} sessions with {report.Messages} messages ({report.Bytes:N0} bytes) to {report.Path}.");
    }

    public async Task<int> RestoreAsync(string path)
    {
        using var alone = NoHost();
        var report = await access.Sessions.Require<IStoreBackup>().RestoreAsync(path);
        return await SayAsync($"Restored {report.Sessions} sessions with {report.Messages} messages. What was there before is kept in {report.Path}.");
    }

    public async Task<int> CheckAsync()
    {
        var problems = await access.Sessions.Require<IStoreIntegrity>().CheckIntegrityAsync();
        foreach (var problem in problems) await SayAsync(problem);
        await SayAsync(problems.Count == 0 ? (FormattableString)$"Nothing is wrong." : $"{problems.Count} problems.");
        return problems.Count == 0 ? 0 : 1;
    }

    public async Task<int> RepairAsync(bool dryRun)
    {
        using var alone = dryRun ? null : NoHost();
        var store = access.Sessions.Require<IStoreIntegrity>();
        var mended = await store.RepairAsync(dryRun);
        foreach (var problem in mended) await SayAsync($"{problem.Kind}: {problem.SessionId ?? "(no session)"}: {problem.Detail} {(dryRun ? "Would be done" : "Done")}: {problem.Remedy}");
        var left = (await store.CheckIntegrityAsync()).Where(problem => !dryRun || problem.Remedy is null).ToList();
        foreach (var problem in left) await SayAsync(problem);
        await SayAsync($"{mended.Count} problems {(dryRun ? "would be" : "were")} mended, {left.Count} {(dryRun ? "would be left" : "are left")}.");
        return left.Count == 0 && (!dryRun || mended.Count == 0) ? 0 : 1;
    }

    public async Task<int> CleanUpAsync(double? days, bool dryRun)
    {
        if (days is not (null or (>= 0 and <= MostDays))) throw new CommandException($"--older-than-days is a number of days, 0 to {MostDays}.");
        var erased = await access.Sessions.Require<ISessionRetention>().CleanupAsync(days is { } count ? TimeSpan.FromDays(count) : null, dryRun);
        foreach (var session in erased) await SayAsync($"{session}");
        return await SayAsync($"{erased.Count} sessions {(dryRun ? "would be" : "were")} erased.");
    }

    public async Task<int> EraseAsync(string user)
    {
        var report = await access.Sessions.Require<ISessionRetention>().EraseUserAsync(user);
        await SayAsync($"Erased {report.Sessions} sessions with {report.Messages} messages, {report.Deliveries} deliveries and {report.Values} values and memories of {user}.");
        foreach (var left in report.Remaining) await SayAsync($"Not finished: {left}");
        return report.Remaining.Count == 0 ? 0 : 1;
    }

    public async Task<int> AnalyzeAsync(string? user)
    {
        var (sum, currency) = (await SessionAnalytics.OfUserAsync(access.Sessions, user, access.Analytics.ByModel()), access.Analytics.Currency);
        await SayAsync($"sessions      {sum.Sessions}");
        await SayAsync($"answers       {sum.Interactions}");
        await SayAsync($"duration      {sum.Duration:d\\.hh\\:mm\\:ss}");
        await SayAsync($"topics        {string.Join(", ", sum.Topics)}");
        await SayAsync($"first text    p50 {sum.FirstText.P50.TotalMilliseconds:0} ms, p95 {sum.FirstText.P95.TotalMilliseconds:0} ms, p99 {sum.FirstText.P99.TotalMilliseconds:0} ms");
        await SayAsync($"whole answer  p50 {sum.WholeAnswer.P50.TotalMilliseconds:0} ms, p95 {sum.WholeAnswer.P95.TotalMilliseconds:0} ms, p99 {sum.WholeAnswer.P99.TotalMilliseconds:0} ms");
        foreach (var model in sum.Models)
            await SayAsync($"model         {model.Model}: {model.InputTokens} in ({model.CachedInputTokens} cached), {model.OutputTokens} out, {(model.Cost is { } cost ? FormattableString.Invariant($"{cost:0.00##} {currency}") : "no price")}");
        foreach (var tool in sum.Tools) await SayAsync($"tool          {tool.Tool}: {tool.Calls} calls, {tool.Failures} failed");
        return await SayAsync($"ratings       {sum.Good} good, {sum.Bad} bad");
    }

    private static FileStream Opened(string file, FileMode mode)
    {
        try
        {
            var options = new FileStreamOptions { Mode = mode, Access = mode == FileMode.Open ? FileAccess.Read : FileAccess.Write, Options = FileOptions.Asynchronous };
            // What users wrote is for the operator's eyes only.
            if (mode != FileMode.Open && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new(file, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be opened: {exception.Message}");
        }
    }

    private static string Left(TransferReport report) =>
        (report.CheckpointsLeftOut == 0 ? "" : FormattableString.Invariant($" {report.CheckpointsLeftOut} checkpoints stay behind; a backup keeps them."))
        + (report.UsersLeftOut == 0 ? "" : FormattableString.Invariant($" The values of {report.UsersLeftOut} users stay behind: their files do not say whose they are. A backup keeps them."))
        + (report.FilesLeftOut == 0 ? "" : FormattableString.Invariant($" {report.FilesLeftOut} files among the sessions stay behind: nothing is read from them. `check` names them."));

    /// <summary>Holds hosts off until it is disposed.</summary>
    private HostLock? NoHost()
    {
        if (access.Sessions.Find<ILocalStore>() is not { HostLockPath: var path }) return null;
        var hosts = new HostLock(path);
        if (hosts.TryBeAlone()) return hosts;
        hosts.Dispose();
        throw new CommandException("A host is running on this store. Stop it first.");
    }

    private Task<int> SayAsync(IntegrityProblem problem) =>
        SayAsync($"{problem.Kind}: {problem.SessionId ?? "(no session)"}: {problem.Detail}{(problem.Remedy is { } remedy ? $" Repair: {remedy}" : " Repair does nothing about it.")}");

    private async Task<int> SayAsync(FormattableString line)
    {
        await output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
