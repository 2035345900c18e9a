using Bots.BotHost.Turns;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Commands;

/// <summary><c>/stop</c>: cuts the answer that is being written, here or at another host. The cut turn itself says so.</summary>
internal sealed class StopCommand(RunningTurns running, StopMarks marks, IOptions<TurnOptions> options) : IChatCommand
{
    public string Name => "stop";

    public string Description => "stop the answer that is being written";

    public bool Overtakes => true;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (running.Cut(context.Message.SessionKey, TurnCut.Stopped)) return new();
        var isStoppedElsewhere = await marks.AskAsync(context.Turn.Claim, context.Message.SessionKey, cancellationToken);
        // Whoever presses the button of somebody else's answer, or late, has nothing to be told in front of everyone.
        if (context.Message.Press is not null) return new();
        return TurnDraft.Answer(isStoppedElsewhere
            ? $"Another running copy of me writes that answer. It has been told to stop, and does so within {Math.Ceiling(options.Value.Lease.TotalSeconds / 3):0} seconds."
            : "No answer is being written right now.");
    }
}
