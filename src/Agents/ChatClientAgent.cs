using System.Runtime.CompilerServices;
using Bots.Agents.Models;
using Microsoft.Extensions.AI;

namespace Bots.Agents;

/// <summary>An agent over any <see cref="IChatClient"/>. Thread-safe; keeps no state between requests.</summary>
public sealed class ChatClientAgent : IAgent, IHistoryWindow
{
    private readonly AgentOptions _options;
    private readonly ModelErrors _errors;
    private readonly ModelCaller _caller;

    /// <summary>An agent over <paramref name="client"/>.</summary>
    /// <param name="client">The model; stays the caller's to dispose.</param>
    /// <param name="options">How to ask it; <see cref="AgentOptions.Provider"/>, <see cref="AgentOptions.Endpoint"/> and <see cref="AgentOptions.ApiKey"/> only appear in error messages.</param>
    /// <param name="name">The agent's name in the configuration; error messages name the settings below it.</param>
    /// <param name="time">Measures silence and waits between retries; the system's clock when null.</param>
    public ChatClientAgent(IChatClient client, AgentOptions? options = null, string name = "default", TimeProvider? time = null)
    {
        _options = options ?? new AgentOptions { Provider = "model" };
        _errors = new(name, _options);
        _caller = new(client, _options, _errors, time ?? TimeProvider.System);
    }

    int IHistoryWindow.HistoryMessages => _options.HistoryWindow;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var messages = ModelConversation.Build(_options.Instructions, request.History, _options.HistoryWindow, request.Prompt);
        var answer = new ModelAnswer(_options.Model);

        await foreach (var update in _caller.StreamAsync(messages, CallOptions(), cancellationToken))
        {
            answer.Add(update);
            if (update.Text is { Length: > 0 } text) yield return text;
        }

        if (answer.Usage is { } usage) yield return usage;
        if (answer.Problem(_errors) is { } problem) throw problem;
        if (answer.IsCut) yield return ModelAnswer.CutNotice;
    }

    private ChatOptions CallOptions() => new()
    {
        ModelId = _options.Model.Length > 0 ? _options.Model : null,
        MaxOutputTokens = _options.MaxOutputTokens,
        Temperature = _options.Temperature,
    };
}
