using Bots.BotHost.Turns;

namespace Bots.BotHost.Commands;

/// <summary><c>/stop</c>: cuts the answer that is being written. The cut turn itself says so.</summary>
internal sealed class StopCommand(RunningTurns running) : IChatCommand
{
    public string Name => "stop";

    public string Description => "stop the answer that is being written";

    public bool Overtakes => true;

    public ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        new(running.Cut(context.Message.SessionKey, TurnCut.Stopped)
            // Whoever presses the button of somebody else's answer, or late, has nothing to be told in front of everyone.
            || context.Message.Press is not null
            ? new TurnDraft()
            : TurnDraft.Answer("No answer is being written right now."));
}
