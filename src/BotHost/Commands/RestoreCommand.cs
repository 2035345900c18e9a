using System.Text;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/restore [name]</c>: goes back to a marked place; the way back to now is a mark too.</summary>
internal sealed class RestoreCommand(DeliveryStores stores) : IChatCommand
{
    private const int Most = 10;

    public string Name => "restore";

    public string Description => "go back to a place marked with `/checkpoint`";

    public string? Argument => "the name of the place";

    public bool OvertakesPressed(string argument) => argument.Length == 0;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var checkpoints = stores.Sessions.Require<ISessionCheckpoints>();
        var all = await checkpoints.ListCheckpointsAsync(context.Session, cancellationToken);
        if (context.Argument.Length == 0) return List(all);
        if (await checkpoints.RevertToCheckpointAsync(context.Session, context.Argument, cancellationToken) is not { } undo)
            return TurnDraft.Answer($"There is no place “{Excerpt.Of(context.Argument, 60)}” in this conversation. `/restore` lists them.");
        var count = (await stores.Sessions.GetChatHistoryAsync(context.Session, null, cancellationToken)).Count;
        return new() { Reply = new($"Back to where {count} messages were said.") { Buttons = Button("Undo this", undo.Id) is { } button ? [[button]] : [] } };
    }

    private static TurnDraft List(IReadOnlyList<SessionCheckpoint> all)
    {
        var newest = all.Reverse().Take(Most).ToList();
        if (newest.Count == 0) return TurnDraft.Answer("Nothing is marked in this conversation. `/checkpoint name` marks a place.");
        var lines = newest.Select(static mark => $"- {Title(mark)}, after {mark.MessageIndex + 1} messages (`/restore {mark.Id}`)");
        var buttons = newest.Select(static mark => Button(Title(mark), mark.Id)).OfType<ReplyButton>().Select(static button => (IReadOnlyList<ReplyButton>)[button]);
        return new() { Reply = new(string.Join('\n', lines)) { Buttons = [.. buttons], InPlace = true } };
    }

    private static string Title(SessionCheckpoint mark) => mark.Label ?? mark.Kind switch
    {
        CheckpointKind.Undo => $"before going back, {mark.CreatedAt:yyyy-MM-dd HH:mm} UTC",
        CheckpointKind.Automatic => $"automatic, {mark.CreatedAt:yyyy-MM-dd HH:mm} UTC",
        _ => $"{mark.CreatedAt:yyyy-MM-dd HH:mm} UTC",
    };

    private static ReplyButton? Button(string label, string id) =>
        $"/restore {id}" is var data && Encoding.UTF8.GetByteCount(data) <= ReplyButton.MaxDataBytes ? new(Excerpt.Of(label, 40), data) : null;
}
