using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Json;

/// <summary>The JSON store under its other name keeps every promise that applies to it.</summary>
public static class HierarchicalConformance
{
    public sealed class FiveMethods : FiveMethodsContract<HierarchicalStoreFixture>;

    public sealed class Metadata : MetadataContract<HierarchicalStoreFixture>;

    public sealed class Ordering : OrderingContract<HierarchicalStoreFixture>;

    public sealed class Windows : WindowsContract<HierarchicalStoreFixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<HierarchicalStoreFixture>;

    public sealed class OddInput : OddInputContract<HierarchicalStoreFixture>;

    public sealed class Catalog : CatalogContract<HierarchicalStoreFixture>;

    public sealed class TurnLog : TurnLogContract<HierarchicalStoreFixture>;

    public sealed class Undo : UndoContract<HierarchicalStoreFixture>;

    public sealed class Inbox : InboxContract<HierarchicalStoreFixture>;

    public sealed class InboxStates : InboxStatesContract<HierarchicalStoreFixture>;

    public sealed class ParkedReplies : ParkedRepliesContract<HierarchicalStoreFixture>;

    public sealed class Receipts : ReceiptsContract<HierarchicalStoreFixture>;

    public sealed class RefusedTurns : RefusedTurnsContract<HierarchicalStoreFixture>;

    public sealed class RepeatedTurns : RepeatedTurnsContract<HierarchicalStoreFixture>;

    public sealed class HostOrder : HostOrderContract<HierarchicalStoreFixture>;

    public sealed class Leases : LeasesContract<HierarchicalStoreFixture>;

    public sealed class Outbox : OutboxContract<HierarchicalStoreFixture>;

    public sealed class TurnDelivery : TurnDeliveryContract<HierarchicalStoreFixture>;

    public sealed class Aliases : AliasesContract<HierarchicalStoreFixture>;

    public sealed class Restart : RestartContract<HierarchicalStoreFixture>;

    public sealed class CatalogRestart : CatalogRestartContract<HierarchicalStoreFixture>;

    public sealed class DeliveryRestart : DeliveryRestartContract<HierarchicalStoreFixture>;

    public sealed class SharedData : SharedDataContract<HierarchicalStoreFixture>;

    public sealed class SharedDelivery : SharedDeliveryContract<HierarchicalStoreFixture>;

    public sealed class Branching : BranchingContract<HierarchicalStoreFixture>;

    public sealed class Fork : ForkContract<HierarchicalStoreFixture>;

    public sealed class Checkpoints : CheckpointsContract<HierarchicalStoreFixture>;

    public sealed class UndoCheckpoint : UndoCheckpointContract<HierarchicalStoreFixture>;

    public sealed class Revert : RevertContract<HierarchicalStoreFixture>;

    public sealed class TreeRestart : TreeRestartContract<HierarchicalStoreFixture>;

    public sealed class State : StateContract<HierarchicalStoreFixture>;

    public sealed class StateScopes : StateScopesContract<HierarchicalStoreFixture>;

    public sealed class TreeState : TreeStateContract<HierarchicalStoreFixture>;

    public sealed class StateRestart : StateRestartContract<HierarchicalStoreFixture>;

    public sealed class Versions : VersionsContract<HierarchicalStoreFixture>;

    public sealed class Merge : MergeContract<HierarchicalStoreFixture>;

    public sealed class MergedState : MergedStateContract<HierarchicalStoreFixture>;

    public sealed class Search : SearchContract<HierarchicalStoreFixture>;

    public sealed class SearchScope : SearchScopeContract<HierarchicalStoreFixture>;

    public sealed class Expiry : ExpiryContract<HierarchicalStoreFixture>;

    public sealed class Cleanup : CleanupContract<HierarchicalStoreFixture>;

    public sealed class Erasure : ErasureContract<HierarchicalStoreFixture>;

    public sealed class TakenOverErasure : TakenOverErasureContract<HierarchicalStoreFixture>;

    public sealed class Summaries : SummariesContract<HierarchicalStoreFixture>;

    public sealed class SummariesOfForks : SummariesOfForksContract<HierarchicalStoreFixture>;

    public sealed class TokenWindows : TokenWindowsContract<HierarchicalStoreFixture>;

    public sealed class RetentionRestart : RetentionRestartContract<HierarchicalStoreFixture>;

    public sealed class Backup : BackupContract<HierarchicalStoreFixture>;

    public sealed class Integrity : IntegrityContract<HierarchicalStoreFixture>;

    public sealed class Model : ModelContract<HierarchicalStoreFixture>
    {
        protected override int Sequences => 40;
    }
}
