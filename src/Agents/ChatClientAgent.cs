using System.Runtime.CompilerServices;
using System.Text;
using Bots.Agents.Context;
using Bots.Agents.Models;
using Bots.Agents.Tools;
using Microsoft.Extensions.AI;

namespace Bots.Agents;

/// <summary>An agent over any <see cref="IChatClient"/>, with tools. Thread-safe; keeps no state between requests.</summary>
/// <remarks>A tool that fails, hangs or does not exist becomes a result the model reads. Calls and results come as
/// <see cref="AgentUpdate.Step"/> messages, each call right before its results. A conversation that does not fit into the model is tried once
/// more after <see cref="AgentRequest.ShortenAsync"/>, with the results of this answer's tools cut to
/// <see cref="ContextOptions.ToolResultLength"/>; when that does not fit either, the failure says what is too long. A client whose answer
/// ends without an exception has answered, with a finish reason or without one; an answer without text or calls is a failure. A function can find the <see cref="AgentRequest"/> it
/// serves in <see cref="AIFunctionArguments.Context"/>.</remarks>
public sealed class ChatClientAgent : IAgent, IConversationSummarizer, IContextWish, IAsyncDisposable
{
    private readonly AgentOptions _options;
    private readonly AgentSetup _setup;
    private readonly ModelErrors _errors;
    private readonly ModelCaller _caller;

    /// <summary>An agent over <paramref name="client"/>.</summary>
    /// <param name="client">The model; stays the caller's to dispose.</param>
    /// <param name="options">How to ask it; <see cref="AgentOptions.Provider"/>, <see cref="AgentOptions.Endpoint"/> and <see cref="AgentOptions.ApiKey"/> only appear in error messages.</param>
    /// <param name="tools">Functions the model may call.</param>
    public ChatClientAgent(IChatClient client, AgentOptions? options = null, params IReadOnlyList<AIFunction> tools)
        : this(client, options ?? new AgentOptions { Provider = "model" }, new AgentSetup { Tools = [new FunctionSource(tools)] })
    {
    }

    internal ChatClientAgent(IChatClient client, AgentOptions options, AgentSetup setup)
    {
        (_options, _setup) = (options, setup);
        _errors = new(setup.Name, options);
        _caller = new(client, options, _errors, setup.Time);
    }

    ContextOptions IContextWish.Context => _options.Context;

    int? IContextWish.HistoryMessages => _options.HistoryMessages;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tools = new ToolSet(_options.Tools.Allow);
        foreach (var source in _setup.Tools) await source.AddToAsync(tools, cancellationToken);

        foreach (var tool in request.Tools) tools.AddOwn(tool);

        var instructions = string.Join("\n\n", tools.Unavailable.Prepend(_options.Instructions).Where(static text => text.Length > 0));
        var runner = new ToolRunner(tools, _options.Tools, request, _setup.Time, _setup.Logger);
        await foreach (var update in new ToolLoop(_caller, _options, _errors, tools, runner).RunAsync(new ModelTurn(instructions, request, _options), cancellationToken))
            yield return update;
    }

    /// <inheritdoc/>
    public async Task<ConversationSummary> SummarizeAsync(string instruction, CancellationToken cancellationToken = default)
    {
        var (answer, text) = (new ModelAnswer(_options.Model), new StringBuilder());
        var options = new ChatOptions { ModelId = _options.Model.Length > 0 ? _options.Model : null, MaxOutputTokens = _options.MaxOutputTokens };
        await foreach (var update in _caller.StreamAsync(new ModelTurn("", new([], instruction), _options), options, cancellationToken))
        {
            answer.Add(update);
            text.Append(update.Text);
        }

        return answer.Problem(_errors, continues: false) is { } problem ? throw problem : answer.IsCut ? throw _errors.OutOfTokens() : new(text.ToString()) { Used = answer.Usage is { } used ? [used] : [] };
    }

    /// <summary>Disconnects from the tool servers.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _setup.Tools) await source.DisposeAsync();
    }
}
