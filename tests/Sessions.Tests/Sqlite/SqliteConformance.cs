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

    [Divergence("A_key_is_any_text_up_to_its_longest", "SQLite measures a key in other units.")]
    public sealed class State : StateContract<SqliteStoreFixture>;

    [Divergence("Clearing_and_deleting_a_session_erase_its_values_and_no_others", "A value of an unknown session is refused, so the setting differs.")]
    [Divergence("A_sessions_value_creates_the_session_and_a_users_does_not", "A session's value does not create the session yet.")]
    public sealed class StateScopes : StateScopesContract<SqliteStoreFixture>;

    [Divergence("A_reverted_value_has_a_new_version", "A revert brings the value back with the version it had.")]
    public sealed class TreeState : TreeStateContract<SqliteStoreFixture>;

    public sealed class StateRestart : StateRestartContract<SqliteStoreFixture>;

    public sealed class Inbox : InboxContract<SqliteStoreFixture>;

    public sealed class InboxStates : InboxStatesContract<SqliteStoreFixture>;

    public sealed class Leases : LeasesContract<SqliteStoreFixture>;

    public sealed class Outbox : OutboxContract<SqliteStoreFixture>;

    public sealed class ParkedReplies : ParkedRepliesContract<SqliteStoreFixture>;

    public sealed class TurnDelivery : TurnDeliveryContract<SqliteStoreFixture>;

    public sealed class RefusedTurns : RefusedTurnsContract<SqliteStoreFixture>;

    public sealed class DeliveryRestart : DeliveryRestartContract<SqliteStoreFixture>;

    public sealed class SharedDelivery : SharedDeliveryContract<SqliteStoreFixture>;

    public sealed class Aliases : AliasesContract<SqliteStoreFixture>;

    public sealed class Versions : VersionsContract<SqliteStoreFixture>;

    public sealed class Merge : MergeContract<SqliteStoreFixture>;

    public sealed class MergedState : MergedStateContract<SqliteStoreFixture>;
}
