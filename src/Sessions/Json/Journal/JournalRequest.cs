namespace Bots.Sessions.Json.Journal;

/// <summary>One step waiting to be decided and written together with others.</summary>
internal abstract class JournalRequest
{
    private int _isTaken;

    /// <summary>True once the step has its outcome.</summary>
    public bool IsSettled { get; protected set; }

    /// <summary>True for the one who may go on with the request: the batch that runs it, or the caller that gives up.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Decides, and returns what is to be written; null for nothing, or when deciding failed.</summary>
    public abstract JournalLine? Decide(JournalState state);

    /// <summary>The write is durable.</summary>
    public void Complete() => IsSettled = true;

    /// <summary>The write failed.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>One step with its answer.</summary>
internal sealed class JournalRequest<TAnswer>(Func<JournalState, (TAnswer Answer, JournalLine? Line)> decide) : JournalRequest
{
    private TAnswer _answer = default!;
    private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _error;

    public TAnswer Answer
    {
        get
        {
            _error?.Throw();
            return _answer;
        }
    }

    public override JournalLine? Decide(JournalState state)
    {
        try
        {
            (_answer, var line) = decide(state);
            return line;
        }
        catch (ArgumentException error)
        {
            Fail(error);
            return null;
        }
    }

    public override void Fail(Exception error)
    {
        _error = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
        IsSettled = true;
    }
}
