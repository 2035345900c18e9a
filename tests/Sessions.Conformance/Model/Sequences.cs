using FsCheck;
using FsCheck.Fluent;

namespace Bots.Sessions.Conformance.Model;

/// <summary>Random sequences of steps, and shorter ones for a sequence that fails.</summary>
internal static class Sequences
{
    public const int Length = 50;
    public const int Sessions = 4;

    private static readonly Gen<StepKind> Kind = Gen.Frequency(
        (14, Gen.Elements(StepKind.Append, StepKind.Turn, StepKind.CallTool, StepKind.AnswerTool)),
        (6, Gen.Elements(StepKind.CutTurn, StepKind.NamedTurn)),
        (6, Gen.Elements(StepKind.Fork, StepKind.Create, StepKind.Fork)),
        (14, Gen.Elements(StepKind.Mark, StepKind.RevertToLabel, StepKind.RevertToMessage, StepKind.Undo, StepKind.Forget, StepKind.SaveVersion, StepKind.RestoreVersion)),
        (6, Gen.Elements(StepKind.SetState, StepKind.RemoveState, StepKind.Increment)),
        (6, Gen.Elements(StepKind.Window, StepKind.Find)),
        (3, Gen.Elements(StepKind.Clear, StepKind.Delete, StepKind.Expire)),
        (1, Gen.Constant(StepKind.Reopen)));

    private static readonly Gen<Step> OneStep =
        from kind in Kind
        from session in Gen.Choose(0, Sessions - 1)
        from other in Gen.Choose(0, 11)
        from number in Gen.Choose(0, 15)
        select new Step(kind, session, other, number);

    public static Arbitrary<Step[]> All { get; } = Arb.From(Gen.ArrayOf(OneStep, Length), Shorter);

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var size = steps.Length / 2; size >= 1; size /= 2)
        {
            for (var from = 0; from < steps.Length; from += size) yield return [.. steps.Take(from), .. steps.Skip(from + size)];
        }
    }
}
