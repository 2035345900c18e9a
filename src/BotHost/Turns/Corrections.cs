using Bots.Adapters;
using Bots.BotHost.Commands;

namespace Bots.BotHost.Turns;

/// <summary>Messages that users changed while they waited: their turns answer the new text. Thread-safe.</summary>
/// <remarks>It lives as long as the process. The edit itself lies in the inbox, behind the message: after a crash the message is answered as it was,
/// and a new answer is offered.</remarks>
internal sealed class Corrections
{
    private const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Bot, string Chat, string Message), (InboundMessage Edit, bool IsTaken)> _edits = [];

    /// <summary>An edit arrived. One to a command is none: it would run what nobody sent.</summary>
    public void Add(InboundMessage edit)
    {
        if (KeyOf(edit) is not { } key || ChatCommands.IsCommand(edit.Text)) return;
        lock (_lock)
        {
            if (_edits.Count >= Most) _edits.Clear();
            _edits[key] = (edit, false);
        }
    }

    /// <summary>The message as its author wants it now; a command stays what it is.</summary>
    public InboundMessage Apply(InboundMessage message)
    {
        if (message is { IsEdit: true } or { IsDeletion: true } or { Press: not null } or { Reaction: not null } || KeyOf(message) is not { } key) return message;
        lock (_lock)
        {
            if (_edits.Count == 0 || ChatCommands.IsCommand(message.Text) || !_edits.TryGetValue(key, out var known) || known.Edit.UserId != message.UserId) return message;
            _edits[key] = known with { IsTaken = true };
            return message with { Text = known.Edit.Text, Attachments = known.Edit.Attachments.Count > 0 ? known.Edit.Attachments : message.Attachments };
        }
    }

    /// <summary>The edit's own turn came. True when there is nothing to offer for it: the message was answered with this text or a newer one, or a newer edit
    /// of it is on its way.</summary>
    public bool End(InboundMessage edit)
    {
        if (KeyOf(edit) is not { } key) return false;
        lock (_lock)
        {
            if (!_edits.TryGetValue(key, out var known)) return false;
            if (known.Edit.DedupeId != edit.DedupeId) return true;
            _edits.Remove(key);
            return known.IsTaken;
        }
    }

    private static (string Bot, string Chat, string Message)? KeyOf(InboundMessage message) =>
        message.Address.MessageId is { } id ? (message.Bot, message.Address.ChatId, id) : null;
}
