using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Bots.Agents.Tools;

/// <summary>Runs the calls of one answer. Whatever goes wrong with one becomes its result, so that the model can react.</summary>
internal sealed partial class ToolRunner(ToolSet tools, AgentToolsOptions options, AgentRequest request, TimeProvider time, ILogger logger)
{
    /// <summary>How the result of a call that failed begins.</summary>
    public const string Error = "Error: ";

    // Stands in for the result of a call that was cut, since a tool may fail with a time-out of its own.
    private static readonly object Cut = new();

    private int _calls;

    /// <summary>True once a tool has ended the turn.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Runs all calls side by side; the results in the order of the calls.</summary>
    public Task<ToolAnswer[]> RunAsync(IEnumerable<FunctionCallContent> calls, CancellationToken cancellationToken) =>
        Task.WhenAll(calls.Select(call => RunAsync(call, cancellationToken)));

    private async Task<ToolAnswer> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (++_calls > options.MaxCalls) return Failed($"one answer may make {options.MaxCalls} calls, and this one is beyond. Answer with what you have.");
        if (tools.Find(call.Name) is not { } tool) return Failed($"there is no tool \"{call.Name}\". There are: {string.Join(", ", tools.Names)}.");
        if (call.Exception is not null) return Failed("the arguments are not a valid JSON object. Repeat the call with valid ones.");
        try
        {
            var result = await InvokeAsync(tool, call, cancellationToken);
            if (result == Cut) return TooSlow(call);
            IsOver |= result is EndOfTurn;
            return new(Bounded(ToolResultText.Of(result)), ToolResultText.IsFailure(result));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(failure, call.Name);
            return Failed(string.IsNullOrWhiteSpace(failure.Message) ? failure.GetType().Name : failure.Message);
        }
    }

    // The wait ends even for a tool that does not listen, or that blocks its thread (hence Task.Run); what it still does has no meaning.
    private async Task<object?> InvokeAsync(AIFunction tool, FunctionCallContent call, CancellationToken cancellationToken)
    {
        using var span = AgentTelemetry.Tool(call.Name);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arguments = new AIFunctionArguments(call.Arguments) { Context = new Dictionary<object, object?> { [typeof(AgentRequest)] = request } };
        try
        {
            var running = Task.Run(() => tool.InvokeAsync(arguments, stop.Token).AsTask(), cancellationToken);
            if (await Task.WhenAny(running, Task.Delay(TimeoutOf(call), time, stop.Token)) == running) return await running;
            cancellationToken.ThrowIfCancellationRequested();
            return Cut;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private ToolAnswer Failed(string text) => new(Bounded(Error + text), IsFailure: true);

    private ToolAnswer TooSlow(FunctionCallContent call)
    {
        LogTimeout(call.Name, TimeoutOf(call));
        return Failed(string.Create(CultureInfo.InvariantCulture, $"{call.Name} did not answer within {TimeoutOf(call).TotalSeconds:0.#} seconds."));
    }

    private TimeSpan TimeoutOf(FunctionCallContent call) => options.Timeouts.TryGetValue(call.Name, out var own) ? own : options.Timeout;

    private string Bounded(string text) => text.Length <= options.MaxResultLength ? text
        : $"{text.AsSpan(0, options.MaxResultLength)}\n[The result has {text.Length} characters; the rest is cut. Ask for less.]";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Tool} did not answer within {Timeout} and was cut")]
    private partial void LogTimeout(string tool, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Tool} failed")]
    private partial void LogFailure(Exception failure, string tool);
}
