using System.Collections.Concurrent;
using Bots.Agents.Context;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Memory;

/// <content>Models that read turns beside everything else, and the end of that.</content>
public sealed partial class LongTermMemory
{
    /// <summary>Waits until models have read what they were given.</summary>
    public async Task SettleAsync()
    {
        while (!_running.IsEmpty) await Task.WhenAll(_running.Keys);
    }

    /// <summary>Stops models that still read and gives them a second; what does not stop is left behind, and what it finds is not kept. Disposing twice is fine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) > 0) return;
        var ended = Task.WhenAll(_ending.CancelAsync(), SettleAsync());
        await ended.WaitAsync(TimeToStop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever was left behind may still use them.
        if (!ended.IsCompleted) return;
        _ending.Dispose();
        _places.Dispose();
    }

    /// <summary>Waits for models that still read as long as <see cref="MemoryServices.EndTimeout"/> says, then disposes.</summary>
    internal async ValueTask EndAsync()
    {
        await SettleAsync().WaitAsync(_services.EndTimeout, _services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    /// <summary>Counts what learns beside a turn among what <see cref="SettleAsync"/> waits for.</summary>
    internal Task Follow(Task learning)
    {
        if (!learning.IsCompleted) Track(learning);
        return learning;
    }

    private async Task LearnByModelAsync(MemoryTurn turn, IMemoryExtractor model, OthersWords others)
    {
        await Task.Yield();
        try
        {
            await _places.WaitAsync(_ending.Token);
            try
            {
                await ReadAsync(turn, model, others);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // What was not read yet is not learned.
            LogEnded(turn.SessionId);
        }
        catch (Exception failure)
        {
            LogNotRead(failure, turn.SessionId);
        }
    }

    private async Task ReadAsync(MemoryTurn turn, IMemoryExtractor model, OthersWords others)
    {
        var spent = new SpentTokens();
        try
        {
            var found = await model.ExtractAsync(turn with { Used = used => spent.Add([used]) }, _ending.Token);
            _ending.Token.ThrowIfCancellationRequested();
            await _keeping.KeepAsync(turn, others.Without([.. found.Where(static candidate => candidate?.Text is not null)], turn.Said), "model", _ending.Token);
        }
        finally
        {
            if (spent.Count > 0 && _services.Spent is { } told) await told(turn, [.. spent]);
        }
    }

    private void Track(Task task)
    {
        _running.TryAdd(task, true);
        _ = task.ContinueWith(static (ended, running) => ((ConcurrentDictionary<Task, bool>)running!).TryRemove(ended, out _), _running, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(LogLevel.Warning, "A model could not read the last turn of {Session} for memories; the rules did")]
    private partial void LogNotRead(Exception failure, string session);

    [LoggerMessage(LogLevel.Warning, "A turn of {Session} was not read for memories by the model: the session or the program ended first; the rules read it. Let it end later, or raise MemoryServices.EndTimeout")]
    private partial void LogEnded(string session);
}
