using Bots.Agents.Context;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>What a model is shown during one answer: the request, and the calls and results since. Gets shorter once when it does not fit.</summary>
internal sealed class ModelTurn
{
    private readonly string _instructions;
    private readonly int _longestResult;
    private readonly List<ChatMessage> _since = [];
    private AgentRequest _request;
    private List<ChatMessage> _asked;
    private bool _wasTooLong;
    private bool _isShorter;

    public ModelTurn(string instructions, AgentRequest request, AgentOptions options)
    {
        _request = Seen(options.HistoryMessages is { } most ? request with { History = [.. request.History.TakeLast(most)] } : request, options);
        (_instructions, _longestResult) = (instructions, options.Context.ToolResultLength);
        _asked = ModelConversation.Build(instructions, _request);
    }

    public IReadOnlyList<ChatMessage> Messages => [.. _asked, .. _since];

    public void Add(ChatMessage message) => _since.Add(message);

    /// <summary>True when there is something shorter to try, once.</summary>
    public async Task<bool> TryShortenAsync(CancellationToken cancellationToken)
    {
        if (_wasTooLong) return false;
        _wasTooLong = true;
        _isShorter = CutLongResults();
        if (await _request.ShortenAsync(cancellationToken) is not { } shorter) return _isShorter;
        (_request, _isShorter) = (shorter, true);
        _asked = ModelConversation.Build(_instructions, shorter);
        return true;
    }

    /// <summary>The failure in words that say what is too long.</summary>
    public AgentException Explain(AgentException failure, ModelErrors errors) =>
        _since.Count > 0 ? errors.ToolsTooLong(failure)
        : _request.History.Count == 0 ? errors.PromptTooLong(failure)
        : errors.StillTooLong(failure, _isShorter);

    private static AgentRequest Seen(AgentRequest request, AgentOptions options) => options.Vision || request.Attachments.Count == 0
        ? request
        : request with { Attachments = [], Prompt = $"{request.Prompt}\n[{request.Attachments.Count} picture(s) were sent with this, which you cannot see.]".TrimStart() };

    private bool CutLongResults()
    {
        var any = false;
        foreach (var result in _since.SelectMany(static message => message.Contents).OfType<FunctionResultContent>())
        {
            if (result.Result is not string text || text.Length <= _longestResult) continue;
            result.Result = ToolResults.Shortened(text, _longestResult);
            any = true;
        }

        return any;
    }
}
