using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Sqlite;

/// <summary>The SQLite store keeps every promise.</summary>
public static class SqliteConformance
{
    public sealed class FiveMethods : FiveMethodsContract<SqliteStoreFixture>;

    public sealed class Metadata : MetadataContract<SqliteStoreFixture>;

    public sealed class Ordering : OrderingContract<SqliteStoreFixture>;

    public sealed class Windows : WindowsContract<SqliteStoreFixture>;

    public sealed class ParallelThreads : ParallelThreadsContract<SqliteStoreFixture>;

    public sealed class OddInput : OddInputContract<SqliteStoreFixture>;

    public sealed class Restart : RestartContract<SqliteStoreFixture>;

    public sealed class SharedData : SharedDataContract<SqliteStoreFixture>;

    public sealed class Catalog : CatalogContract<SqliteStoreFixture>;

    public sealed class CatalogRestart : CatalogRestartContract<SqliteStoreFixture>;

    public sealed class TurnLog : TurnLogContract<SqliteStoreFixture>;

    public sealed class RepeatedTurns : RepeatedTurnsContract<SqliteStoreFixture>;

    public sealed class Undo : UndoContract<SqliteStoreFixture>;

    public sealed class Branching : BranchingContract<SqliteStoreFixture>;

    public sealed class Fork : ForkContract<SqliteStoreFixture>;

    public sealed class Checkpoints : CheckpointsContract<SqliteStoreFixture>;

    public sealed class Revert : RevertContract<SqliteStoreFixture>;

    public sealed class TreeRestart : TreeRestartContract<SqliteStoreFixture>;

    public sealed class UndoCheckpoint : UndoCheckpointContract<SqliteStoreFixture>;

    public sealed class State : StateContract<SqliteStoreFixture>;

    public sealed class StateScopes : StateScopesContract<SqliteStoreFixture>;

    public sealed class TreeState : TreeStateContract<SqliteStoreFixture>;

    public sealed class StateRestart : StateRestartContract<SqliteStoreFixture>;

    public sealed class Inbox : InboxContract<SqliteStoreFixture>;

    public sealed class InboxStates : InboxStatesContract<SqliteStoreFixture>;

    public sealed class HostOrder : HostOrderContract<SqliteStoreFixture>;

    public sealed class Leases : LeasesContract<SqliteStoreFixture>;

    public sealed class Outbox : OutboxContract<SqliteStoreFixture>;

    public sealed class ParkedReplies : ParkedRepliesContract<SqliteStoreFixture>;

    public sealed class Receipts : ReceiptsContract<SqliteStoreFixture>;

    public sealed class TurnDelivery : TurnDeliveryContract<SqliteStoreFixture>;

    public sealed class RefusedTurns : RefusedTurnsContract<SqliteStoreFixture>;

    public sealed class DeliveryRestart : DeliveryRestartContract<SqliteStoreFixture>;

    public sealed class SharedDelivery : SharedDeliveryContract<SqliteStoreFixture>;

    public sealed class Aliases : AliasesContract<SqliteStoreFixture>;

    public sealed class Versions : VersionsContract<SqliteStoreFixture>;

    public sealed class Merge : MergeContract<SqliteStoreFixture>;

    public sealed class MergedState : MergedStateContract<SqliteStoreFixture>;

    public sealed class Search : SearchContract<SqliteStoreFixture>;

    public sealed class SearchScope : SearchScopeContract<SqliteStoreFixture>;

    public sealed class Expiry : ExpiryContract<SqliteStoreFixture>;

    public sealed class Cleanup : CleanupContract<SqliteStoreFixture>;

    public sealed class Erasure : ErasureContract<SqliteStoreFixture>;

    public sealed class TakenOverErasure : TakenOverErasureContract<SqliteStoreFixture>;

    public sealed class Summaries : SummariesContract<SqliteStoreFixture>;

    public sealed class SummariesOfForks : SummariesOfForksContract<SqliteStoreFixture>;

    public sealed class TokenWindows : TokenWindowsContract<SqliteStoreFixture>;

    public sealed class RetentionRestart : RetentionRestartContract<SqliteStoreFixture>;

    public sealed class Model : ModelContract<SqliteStoreFixture>
    {
        protected override int Sequences => 150;
    }

    public sealed class Backup : BackupContract<SqliteStoreFixture>;

    public sealed class Integrity : IntegrityContract<SqliteStoreFixture>;
}
