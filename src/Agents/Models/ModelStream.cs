using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>One call of a model: watches for silence and explains every failure.</summary>
internal sealed class ModelStream : IAsyncDisposable
{
    private readonly AgentOptions _options;
    private readonly ModelErrors _errors;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _caller;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;

    public ModelStream(Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> call, AgentOptions options, ModelErrors errors, TimeProvider time, CancellationToken cancellationToken)
    {
        (_options, _errors, _caller) = (options, errors, cancellationToken);
        _silence = new(System.Threading.Timeout.InfiniteTimeSpan, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
        _updates = call(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>The next update; no update and no failure at the end.</summary>
    public async ValueTask<(ChatResponseUpdate? Update, AgentException? Failure)> NextAsync()
    {
        _silence.CancelAfter(_options.Timeout);
        try
        {
            return (await _updates.MoveNextAsync() ? _updates.Current : null, null);
        }
        catch (Exception error) when (!_caller.IsCancellationRequested)
        {
            return (null, _silence.IsCancellationRequested ? _errors.Silent() : _errors.Explain(error));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A client library may answer a cancelled call with an error of its own.
            throw new OperationCanceledException("The request was cancelled.", error, _caller);
        }
        finally
        {
            _silence.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _updates.DisposeAsync();
        _stop.Dispose();
        _silence.Dispose();
    }
}
