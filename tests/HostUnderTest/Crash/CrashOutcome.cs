namespace Bots.HostUnderTest.Crash;

/// <summary>What one death did.</summary>
/// <param name="Point">Where the host died.</param>
/// <param name="Died">False when the run did not come by there again (steps that race are not always taken).</param>
public sealed record CrashOutcome(CrashPoint Point, bool Died)
{
    /// <summary>Messages never answered.</summary>
    public int Lost { get; init; }

    /// <summary>Answers shown more than once.</summary>
    public int Twice { get; init; }

    /// <summary>1 when answers stand in another order than the questions.</summary>
    public int Disordered { get; init; }

    /// <summary>Previews left behind.</summary>
    public int Strays { get; init; }
}

/// <summary>What all deaths of one plan did.</summary>
/// <param name="Plan">The row of the matrix.</param>
/// <param name="Points">How many steps the recorded run had.</param>
/// <param name="Outcomes">One per step that was chosen.</param>
/// <param name="Problems">What was wrong at the end, beside the outcomes: the history, requests the platform does not allow.</param>
public sealed record CrashReport(CrashPlan Plan, int Points, IReadOnlyList<CrashOutcome> Outcomes, IReadOnlyList<string> Problems)
{
    public int Kills => Outcomes.Count(static outcome => outcome.Died);

    public int Lost => Outcomes.Sum(static outcome => outcome.Lost);

    public int Twice => Outcomes.Sum(static outcome => outcome.Twice);

    public int Disordered => Outcomes.Sum(static outcome => outcome.Disordered);

    public int Strays => Outcomes.Sum(static outcome => outcome.Strays);

    /// <summary>The most previews that one death left behind.</summary>
    public int MostStrays => Outcomes.Count == 0 ? 0 : Outcomes.Max(static outcome => outcome.Strays);
}
