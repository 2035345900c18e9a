using System.Runtime.CompilerServices;
using Bots.Agents.Models;
using Bots.Sessions;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tools;

/// <summary>One answer: asks the model, runs the tools it calls, shows it the results, until it answers.</summary>
internal sealed class ToolLoop(ModelCaller caller, AgentOptions options, ModelErrors errors, ToolSet tools, ToolRunner runner)
{
    public async IAsyncEnumerable<AgentUpdate> RunAsync(ModelTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spoke = false;
        for (var round = 0; ; round++)
        {
            var answer = new ModelAnswer(options.Model);
            var separate = spoke;
            await foreach (var update in caller.StreamAsync(turn, CallOptions(mayCall: round < options.Tools.MaxRounds), cancellationToken))
            {
                answer.Add(update);
                if (update.Text is not { Length: > 0 } text) continue;
                yield return separate ? $"\n\n{text}" : text;
                (spoke, separate) = (spoke || !string.IsNullOrWhiteSpace(text), false);
            }

            if (answer.Usage is { } usage) yield return usage;
            if (answer.Problem(errors, spoke) is { } problem) throw problem;
            if (answer.Notice is { } notice) yield return notice;
            if (answer.Calls.Count == 0) yield break;
            if (round >= options.Tools.MaxRounds) throw errors.TooManyRounds();

            foreach (var step in await StepAsync(turn, answer, cancellationToken)) yield return step;
            if (runner.IsOver) yield break;
        }
    }

    // What was said before the calls is part of the answer's text already, so the stored call carries none.
    private async Task<IEnumerable<AgentUpdate>> StepAsync(ModelTurn turn, ModelAnswer answer, CancellationToken cancellationToken)
    {
        var results = await runner.RunAsync(answer.Calls, cancellationToken);
        turn.Add(new(ChatRole.Assistant, [.. answer.Contents]));
        turn.Add(new(ChatRole.Tool, [.. answer.Calls.Zip(results, static (call, result) => (AIContent)new FunctionResultContent(call.CallId, result.Text))]));

        var called = new SessionMessage("assistant", "") { Metadata = new() { ToolCalls = ToolCallJson.Write(answer.Calls) } };
        return answer.Calls.Zip(results, static (call, result) => new SessionMessage("tool", result.Text) { Metadata = MetadataOf(call, result) })
            .Prepend(called).Select(static message => new AgentUpdate.Step(message));
    }

    private static MessageMetadata MetadataOf(FunctionCallContent call, ToolAnswer result)
    {
        var metadata = new MessageMetadata { ToolCallId = call.CallId }.With("name", call.Name);
        return result.IsFailure ? metadata.WithFailure() : metadata;
    }

    private ChatOptions CallOptions(bool mayCall) => new()
    {
        ModelId = options.Model.Length > 0 ? options.Model : null,
        MaxOutputTokens = options.MaxOutputTokens,
        Temperature = options.Temperature,
        Tools = tools.Offered.Count > 0 ? [.. tools.Offered] : null,
        ToolMode = mayCall ? null : ChatToolMode.None,
    };
}
