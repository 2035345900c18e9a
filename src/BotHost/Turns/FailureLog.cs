namespace Bots.BotHost.Turns;

/// <summary>Says in the log what users were told instead of an answer, under the reference they were shown. Thread-safe.</summary>
/// <remarks>A flood is one line at its beginning and one for each further minute; its references stand at Debug.</remarks>
internal sealed partial class FailureLog(TimeProvider time, ILogger<FailureLog> logger)
{
    private static readonly TimeSpan BetweenFloodLines = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private ITimer? _quiet;
    private int _refused;

    /// <summary>A user was told. What an error of the agent or of the host's own says is logged where it is caught.</summary>
    /// <param name="bot">The bot account.</param>
    /// <param name="reference">What the user was shown.</param>
    /// <param name="messages">How many messages are not answered.</param>
    /// <param name="draft">What the user was told.</param>
    public void Told(string bot, string reference, int messages, TurnDraft draft)
    {
        switch (draft.Failure)
        {
            case TurnFailure.TimedOut: LogTimedOut(bot, reference); break;
            case TurnFailure.Empty: LogEmpty(bot, reference); break;
            case TurnFailure.GivenUp: LogGivenUp(bot, reference, draft.DeadLetter ?? ""); break;
            case TurnFailure.Overloaded: Refused(bot, reference, messages); break;
        }
    }

    private void Refused(string bot, string reference, int messages)
    {
        LogRefused(bot, reference, messages);
        lock (_lock)
        {
            _refused += messages;
            if (_quiet is null) SayHowMany();
        }
    }

    private void LookAgain()
    {
        lock (_lock)
        {
            _quiet?.Dispose();
            _quiet = null;
            if (_refused > 0) SayHowMany();
        }
    }

    private void SayHowMany()
    {
        LogFlood(_refused);
        _refused = 0;
        _quiet = time.CreateTimer(static state => ((FailureLog)state!).LookAgain(), this, BetweenFloodLines, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the answer took longer than Turns:Timeout and was cut ({Reference}); the user was told")]
    private partial void LogTimedOut(string bot, string reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the model gave an empty answer ({Reference}); the user was told")]
    private partial void LogEmpty(string bot, string reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: a message is given up and kept as a dead letter ({Reference}): {Why} See dead-letters list; the user was told")]
    private partial void LogGivenUp(string bot, string reference, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: too busy for {Messages} message(s) ({Reference}); the user was told")]
    private partial void LogRefused(string bot, string reference, int messages);

    [LoggerMessage(Level = LogLevel.Warning, Message = "More is written than can be answered: {Messages} message(s) were turned away, and their users told (see Turns:MaxWaiting and Turns:MaxBacklogPerSession; the references are logged at Debug)")]
    private partial void LogFlood(int messages);
}
