using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Memory;

/// <summary>The in-memory store keeps every promise that applies to it.</summary>
public static class MemoryConformance
{
    public sealed class FiveMethods : FiveMethodsContract<MemoryStoreFixture>;

    public sealed class Metadata : MetadataContract<MemoryStoreFixture>;

    public sealed class Ordering : OrderingContract<MemoryStoreFixture>;

    public sealed class Windows : WindowsContract<MemoryStoreFixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<MemoryStoreFixture>;

    public sealed class OddInput : OddInputContract<MemoryStoreFixture>;

    public sealed class Catalog : CatalogContract<MemoryStoreFixture>;

    public sealed class TurnLog : TurnLogContract<MemoryStoreFixture>;

    public sealed class RepeatedTurns : RepeatedTurnsContract<MemoryStoreFixture>;

    public sealed class Undo : UndoContract<MemoryStoreFixture>;

    public sealed class Inbox : InboxContract<MemoryStoreFixture>;

    public sealed class InboxStates : InboxStatesContract<MemoryStoreFixture>;

    public sealed class HostOrder : HostOrderContract<MemoryStoreFixture>;

    public sealed class Leases : LeasesContract<MemoryStoreFixture>;

    public sealed class Outbox : OutboxContract<MemoryStoreFixture>;

    public sealed class ParkedReplies : ParkedRepliesContract<MemoryStoreFixture>;

    public sealed class Receipts : ReceiptsContract<MemoryStoreFixture>;

    public sealed class TurnDelivery : TurnDeliveryContract<MemoryStoreFixture>;

    public sealed class RefusedTurns : RefusedTurnsContract<MemoryStoreFixture>;

    public sealed class Aliases : AliasesContract<MemoryStoreFixture>;

    public sealed class Branching : BranchingContract<MemoryStoreFixture>;

    public sealed class Fork : ForkContract<MemoryStoreFixture>;

    public sealed class Checkpoints : CheckpointsContract<MemoryStoreFixture>;

    public sealed class UndoCheckpoint : UndoCheckpointContract<MemoryStoreFixture>;

    public sealed class Revert : RevertContract<MemoryStoreFixture>;

    public sealed class State : StateContract<MemoryStoreFixture>;

    public sealed class StateScopes : StateScopesContract<MemoryStoreFixture>;

    public sealed class TreeState : TreeStateContract<MemoryStoreFixture>;

    public sealed class Versions : VersionsContract<MemoryStoreFixture>;

    public sealed class Merge : MergeContract<MemoryStoreFixture>;

    public sealed class MergedState : MergedStateContract<MemoryStoreFixture>;

    public sealed class Search : SearchContract<MemoryStoreFixture>;

    public sealed class SearchScope : SearchScopeContract<MemoryStoreFixture>;

    public sealed class Expiry : ExpiryContract<MemoryStoreFixture>;

    public sealed class Cleanup : CleanupContract<MemoryStoreFixture>;

    public sealed class Erasure : ErasureContract<MemoryStoreFixture>;

    public sealed class TakenOverErasure : TakenOverErasureContract<MemoryStoreFixture>;

    public sealed class Summaries : SummariesContract<MemoryStoreFixture>;

    public sealed class SummariesOfForks : SummariesOfForksContract<MemoryStoreFixture>;

    public sealed class TokenWindows : TokenWindowsContract<MemoryStoreFixture>;

    public sealed class Model : ModelContract<MemoryStoreFixture>
    {
        protected override int Sequences => 500;
    }
}
