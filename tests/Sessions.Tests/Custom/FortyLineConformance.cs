using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Custom;

/// <summary>A store with only the five methods keeps every promise that applies to it.</summary>
public static class FortyLineConformance
{
    public sealed class FiveMethods : FiveMethodsContract<FortyLineFixture>;

    public sealed class Metadata : MetadataContract<FortyLineFixture>;

    public sealed class Ordering : OrderingContract<FortyLineFixture>;

    public sealed class Windows : WindowsContract<FortyLineFixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<FortyLineFixture>;

    public sealed class OddInput : OddInputContract<FortyLineFixture>;

    public sealed class TokenWindows : TokenWindowsContract<FortyLineFixture>;
}
