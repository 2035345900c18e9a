using System.Text.Json.Serialization;
using Bots.Sessions.Delivery;
using Bots.Sessions.Memory;

namespace Bots.Sessions.Json.Journal;

/// <summary>One line of the journal: what was decided as one step, or a piece of the state the journal starts with.</summary>
internal sealed record JournalLine
{
    /// <summary>The first line of every journal.</summary>
    public JournalHeader? Header { get; init; }

    /// <summary>What happened to inbox, outbox and aliases.</summary>
    public IReadOnlyList<DeliveryEvent>? Events { get; init; }

    /// <summary>What the same step wrote into a session.</summary>
    public JournalTurn? Turn { get; init; }

    /// <summary>Turns that stand in their session's file by now.</summary>
    public IReadOnlyList<AppliedTurn>? Applied { get; init; }

    /// <summary>Part of the state at the start.</summary>
    public InboxRow? Inbox { get; init; }

    /// <summary>Part of the state at the start.</summary>
    public OutboxRow? Outbox { get; init; }

    /// <summary>Part of the state at the start.</summary>
    public DeliveryReceipt? Receipt { get; init; }

    /// <summary>Part of the state at the start.</summary>
    public JournalLease? Lease { get; init; }

    /// <summary>True when text that was erased since may still stand in this line's predecessors.</summary>
    [JsonIgnore]
    public bool LeavesDeadText => Applied is not null || Events?.Any(static happened => happened is DeliveryEvent.Completed or DeliveryEvent.Delivered or DeliveryEvent.Erased) == true;

    /// <summary>True when the line may be lost with the power: losing it costs some work and no truth.</summary>
    [JsonIgnore]
    public bool IsExpendable { get; init; }
}

/// <summary>Names a journal file, so that everybody notices when another one took its place, and carries the ids in use.</summary>
internal sealed record JournalHeader(int Format, string Generation, long NextInboxId, long NextOutboxId);

/// <summary>A host's lease.</summary>
internal sealed record JournalLease(string Owner, DateTimeOffset Until);

/// <summary>Names a turn of a session.</summary>
internal sealed record AppliedTurn(string SessionId, string Key);
