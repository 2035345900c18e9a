using System.Text;
using Bots.Adapters;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/export</c>: hands the user everything kept of their conversations, as a JSON file.</summary>
internal sealed class ExportCommand(UserExport export) : IChatCommand
{
    public string Name => "export";

    public string Description => "get everything kept of your conversations as a file";

    public bool IsPersonal => true;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var counts = await export.WriteAsync(buffer, context.Message, context.Session, cancellationToken);
        if (counts.IsEmpty) return TurnDraft.Answer("There is nothing to export: no conversation of yours is kept.");
        var file = new ReplyFile($"{context.Message.UserId}.json", Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        return new() { Reply = new(Told(counts, context.Message.IsShared)) { File = file } };
    }

    private static string Told(ExportCounts counts, bool isShared) =>
        $"Everything kept: {counts.Conversations} conversation(s) of your own with {counts.Messages} message(s), their settings and ratings, {counts.Checkpoints} checkpoint(s) and version(s), "
        + $"{counts.Memories} thing(s) I remember of you, and your preferences.{(isShared ? " The conversation here is everyone's, and not in the file." : "")}";
}
