using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Json;

/// <summary>The JSON store keeps every promise that applies to it.</summary>
public static class JsonConformance
{
    public sealed class FiveMethods : FiveMethodsContract<JsonStoreFixture>;

    public sealed class Metadata : MetadataContract<JsonStoreFixture>;

    public sealed class Ordering : OrderingContract<JsonStoreFixture>;

    public sealed class Windows : WindowsContract<JsonStoreFixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<JsonStoreFixture>;

    public sealed class OddInput : OddInputContract<JsonStoreFixture>;

    public sealed class Catalog : CatalogContract<JsonStoreFixture>;

    public sealed class TurnLog : TurnLogContract<JsonStoreFixture>;

    public sealed class RepeatedTurns : RepeatedTurnsContract<JsonStoreFixture>;

    public sealed class Undo : UndoContract<JsonStoreFixture>;

    public sealed class Inbox : InboxContract<JsonStoreFixture>;

    public sealed class InboxStates : InboxStatesContract<JsonStoreFixture>;

    public sealed class HostOrder : HostOrderContract<JsonStoreFixture>;

    public sealed class Leases : LeasesContract<JsonStoreFixture>;

    public sealed class Outbox : OutboxContract<JsonStoreFixture>;

    public sealed class ParkedReplies : ParkedRepliesContract<JsonStoreFixture>;

    public sealed class Receipts : ReceiptsContract<JsonStoreFixture>;

    public sealed class TurnDelivery : TurnDeliveryContract<JsonStoreFixture>;

    public sealed class RefusedTurns : RefusedTurnsContract<JsonStoreFixture>;

    public sealed class Aliases : AliasesContract<JsonStoreFixture>;

    public sealed class Restart : RestartContract<JsonStoreFixture>;

    public sealed class CatalogRestart : CatalogRestartContract<JsonStoreFixture>;

    public sealed class DeliveryRestart : DeliveryRestartContract<JsonStoreFixture>;

    public sealed class SharedData : SharedDataContract<JsonStoreFixture>;

    public sealed class SharedDelivery : SharedDeliveryContract<JsonStoreFixture>;

    public sealed class Branching : BranchingContract<JsonStoreFixture>;

    public sealed class Fork : ForkContract<JsonStoreFixture>;

    public sealed class Checkpoints : CheckpointsContract<JsonStoreFixture>;

    public sealed class UndoCheckpoint : UndoCheckpointContract<JsonStoreFixture>;

    public sealed class Revert : RevertContract<JsonStoreFixture>;

    public sealed class TreeRestart : TreeRestartContract<JsonStoreFixture>;

    public sealed class State : StateContract<JsonStoreFixture>;

    public sealed class StateScopes : StateScopesContract<JsonStoreFixture>;

    public sealed class TreeState : TreeStateContract<JsonStoreFixture>;

    public sealed class StateRestart : StateRestartContract<JsonStoreFixture>;

    public sealed class Versions : VersionsContract<JsonStoreFixture>;

    public sealed class Merge : MergeContract<JsonStoreFixture>;

    public sealed class MergedState : MergedStateContract<JsonStoreFixture>;

    public sealed class Search : SearchContract<JsonStoreFixture>;

    public sealed class SearchScope : SearchScopeContract<JsonStoreFixture>;

    public sealed class Expiry : ExpiryContract<JsonStoreFixture>;

    public sealed class Cleanup : CleanupContract<JsonStoreFixture>;

    public sealed class Erasure : ErasureContract<JsonStoreFixture>;

    public sealed class TakenOverErasure : TakenOverErasureContract<JsonStoreFixture>;

    public sealed class Summaries : SummariesContract<JsonStoreFixture>;

    public sealed class SummariesOfForks : SummariesOfForksContract<JsonStoreFixture>;

    public sealed class TokenWindows : TokenWindowsContract<JsonStoreFixture>;

    public sealed class RetentionRestart : RetentionRestartContract<JsonStoreFixture>;

    public sealed class Backup : BackupContract<JsonStoreFixture>;

    public sealed class Integrity : IntegrityContract<JsonStoreFixture>;

    public sealed class Model : ModelContract<JsonStoreFixture>
    {
        protected override int Sequences => 15;
    }
}
