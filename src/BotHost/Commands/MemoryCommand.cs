using Bots.Agents.Memory;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/memory</c>: shows what is remembered of the user beyond a conversation; <c>/memory forget n</c> erases one, <c>/memory correct n …</c> replaces it.</summary>
/// <remarks>Each memory is named by the beginning of its id, never by its place in the list: a command that is repeated after a crash must not
/// hit the next one.</remarks>
internal sealed class MemoryCommand(TurnMemory memory) : IChatCommand
{
    private const int ShortestName = 4;
    private const int MostShown = 50;

    public string Name => "memory";

    public string Description => "what I remember of you; `/memory forget n` erases one, `/memory correct n …` replaces it";

    public bool IsPersonal => true;

    public bool OvertakesPressed(string argument) => true;

    public string? Argument => "forget n, or correct n and the new text";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (memory.All is not { } all) return TurnDraft.Answer("I remember nothing beyond our conversations here.");
        var words = context.Argument.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        var answer = words switch
        {
            [] => List(await all.ListAsync(context.Message.UserId, cancellationToken)),
            ["forget", var name] => await ForgetAsync(all, context.Message.UserId, name, cancellationToken),
            ["correct", var name, var text] => await CorrectAsync(all, context.Message.UserId, name, text, cancellationToken),
            _ => "Write `/memory`, `/memory forget n`, or `/memory correct n` and the new text, where n is the name that `/memory` shows.",
        };
        return TurnDraft.Answer(answer);
    }

    private static string List(IReadOnlyList<UserMemory> memories)
    {
        if (memories.Count == 0) return "I remember nothing of you beyond our conversations so far.";
        var length = NameLength(memories);
        var lines = memories.TakeLast(MostShown).Select(one => $"- `{NameOf(one)[..length]}` {one.Content.Text.ReplaceLineEndings(" ")}");
        var rest = memories.Count > MostShown ? $" (the newest {MostShown} of {memories.Count})" : "";
        return $"What I remember of you{rest}:\n\n{string.Join('\n', lines)}\n\n`/memory forget n` erases one, `/forget` everything.";
    }

    private static async Task<string> ForgetAsync(LongTermMemory memory, string user, string name, CancellationToken cancellationToken)
    {
        var found = Named(await memory.ListAsync(user, cancellationToken), name);
        if (found is not [var one]) return Unclear(found, name);
        await memory.ForgetAsync(user, one.Id, cancellationToken);
        return "Forgotten.";
    }

    private static async Task<string> CorrectAsync(LongTermMemory memory, string user, string name, string text, CancellationToken cancellationToken)
    {
        var found = Named(await memory.ListAsync(user, cancellationToken), name);
        if (found is not [var one]) return Unclear(found, name);
        if (text.Length > 1_000) return "That is too long for a memory; write one sentence.";
        try
        {
            await memory.CorrectAsync(user, one.Id, text, cancellationToken);
        }
        catch (ArgumentException)
        {
            return "That looks like a password, a key or a number that opens something. I do not keep such things; leave it out.";
        }

        return $"Corrected: {text.ReplaceLineEndings(" ")}";
    }

    private static List<UserMemory> Named(IReadOnlyList<UserMemory> memories, string name) =>
        name.Length < ShortestName ? [] : [.. memories.Where(one => NameOf(one).StartsWith(name, StringComparison.OrdinalIgnoreCase))];

    private static string Unclear(List<UserMemory> found, string name) => found.Count == 0
        ? $"There is no memory `{name}`, or not any more; `/memory` lists what there is."
        : $"Several memories begin with `{name}`; write more of its name.";

    // Ids end in random digits; what stands before them is the same for all.
    private static string NameOf(UserMemory memory) => memory.Id[(memory.Id.LastIndexOf('_') + 1)..];

    private static int NameLength(IReadOnlyList<UserMemory> memories)
    {
        var (length, shortest) = (ShortestName, memories.Min(static one => NameOf(one).Length));
        while (length < shortest && memories.DistinctBy(one => NameOf(one)[..length]).Count() < memories.Count) length++;
        return Math.Min(length, shortest);
    }
}
