using System.Runtime.CompilerServices;
using Bots.Agents.Chat;
using Bots.Agents.Context;
using Bots.Agents.Memory;
using Bots.Sessions;

namespace Bots.Agents;

/// <content>A turn: from the prompt to the one write that ends it, and what follows from that.</content>
public sealed partial class Session
{
    private static readonly TimeSpan LongestLearning = TimeSpan.FromSeconds(10);

    private async IAsyncEnumerable<string> TurnAsync(Speaker first, string prompt, SessionTurn? named, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Made here and not by the caller: whoever reads a stream twice begins anew.
        var turn = named ?? new(null, _options.Time);
        using var line = await EnterAsync(first.Name, cancellationToken);
        var said = _options.Time.GetUtcNow();
        TurnContext? begun = null;
        for (var (speaker, asked) = (first, prompt); ;)
        {
            var handOver = new HandOver(turn.Parts < MaxHandOvers ? Agents.Keys.Where(name => name != speaker.Name) : []);
            var context = await _context.BuildAsync(SourceFor(speaker), asked, cancellationToken);
            begun ??= context;
            turn.Begin(speaker.Name, asked, begun.Interaction);
            await foreach (var update in speaker.Agent.ReplyFittingAsync(WithTools(context.Request, handOver), cancellationToken).StopPromptlyAsync(cancellationToken))
            {
                if (turn.Take(update) is not { } piece) continue;
                turn.Hold();
                yield return piece;
                turn.Release();
            }

            turn.Note(context.Used);
            if (handOver.To is not { } next) break;
            (speaker, asked) = (new(next, Agents[next]), handOver.Message);
        }

        var write = Write(turn.End(), turn.Id);
        await WriteAsync(turn, first, write, begun, cancellationToken);
        // A workflow's prompt is put together by a program, from what other agents answered: nothing of it is the user's word.
        if (turn.Id is null) await LearnAsync(new(_options.UserId ?? "", Id, write.TurnId!, [prompt]) { At = said }, write.Messages.Count, cancellationToken);
    }

    // A store knows a named turn also when it was cleared or taken back since. Where its answer stands, that is the answer; where it does not, the turn is written
    // under its next name, and of several that come so far at once again one is written.
    private async Task WriteAsync(SessionTurn turn, Speaker first, TurnWrite write, TurnContext begun, CancellationToken cancellationToken)
    {
        for (var times = 2; await TryAsync() == TurnWriteStatus.AlreadyWritten && turn.Id is { } id; times++)
        {
            turn.AnsweredBefore = await AnswerOfTurnAsync(first.Name, id, null, cancellationToken);
            if (turn.AnsweredBefore is not null) return;
            write = write with { TurnId = $"{id}:{times}" };
        }

        async Task<TurnWriteStatus> TryAsync()
        {
            if (turn.BeforeWriting is { } mayWrite) await mayWrite(cancellationToken);
            return await _turns.WriteAsync(write, begun, AfterwardsAsync, cancellationToken);
        }

        Task AfterwardsAsync(TurnWriteStatus status, int interaction) =>
            status == TurnWriteStatus.Written || turn.Id is null ? CheckpointIfDueAsync(interaction) : Task.CompletedTask;
    }

    // The turn is stored: whatever happens to what is learned from it, it must not look as if it were not. Who cancels, or waits for too long, is
    // not kept waiting; what is to be learned is learned beside the next turn.
    private async Task LearnAsync(MemoryTurn said, int written, CancellationToken cancellationToken)
    {
        if (Memory is not { } memory) return;
        var learning = memory.Follow(SessionMemory.LearnAsync(memory, Store, said, written));
        await learning.WaitAsync(LongestLearning, _options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TurnWrite Write(IReadOnlyList<SessionMessage> messages, string? turnId = null) => new(Id)
    {
        Messages = messages, TurnId = turnId ?? Guid.NewGuid().ToString("N"), UserId = _options.UserId, AgentName = (Agent as ConfiguredAgent)?.Name,
    };

    private ContextSource SourceFor(Speaker speaker) => new(Store, Id, speaker.Agent)
    {
        UserId = _options.UserId, Memory = Memory, Profile = _options.Profile, Options = _options.Context, HistoryMessages = _options.HistoryMessages, Speaker = speaker.Name,
    };
}
