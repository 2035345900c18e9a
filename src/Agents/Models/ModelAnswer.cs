using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>What one model call has said so far, and whether that is a whole answer.</summary>
internal sealed class ModelAnswer(string model)
{
    public const string CutNotice = "\n\n(The answer reached its length limit; say \"continue\" for the rest.)";

    public const string FilterNotice = "\n\n(The model's content filter ended the answer here.)";

    private readonly UsageDetails _usage = new();
    private readonly List<ChatResponseUpdate> _updates = [];
    private string _model = model;
    private bool _counted;
    private bool _hasText;
    private ChatFinishReason? _finish;

    public bool IsCut => _finish == ChatFinishReason.Length && Calls.Count == 0;

    /// <summary>What to tell the user of an answer that is not whole; null when it is.</summary>
    public string? Notice => IsCut ? CutNotice : _finish == ChatFinishReason.ContentFilter && Calls.Count == 0 ? FilterNotice : null;

    /// <summary>The tools it calls.</summary>
    public IReadOnlyList<FunctionCallContent> Calls => [.. _updates.SelectMany(static update => update.Contents).OfType<FunctionCallContent>()];

    /// <summary>All that must be shown to the model again with the results of its calls, its reasoning included.</summary>
    public IEnumerable<AIContent> Contents => _updates.ToChatResponse().Messages.SelectMany(static message => message.Contents).Where(static content => content is not UsageContent);

    public AgentUpdate.Usage? Usage =>
        _counted ? new(_model, _usage.InputTokenCount ?? 0, _usage.OutputTokenCount ?? 0, _usage.CachedInputTokenCount ?? 0) : null;

    public void Add(ChatResponseUpdate update)
    {
        if (update.ModelId is { Length: > 0 } id) _model = id;
        _finish = update.FinishReason ?? _finish;
        if (update.Contents.Any(static content => content is FunctionCallContent)) update.Contents = [.. update.Contents.Select(static content => content is FunctionCallContent call ? ToolCallJson.Readable(call) : content)];
        _hasText |= !string.IsNullOrWhiteSpace(update.Text);
        _updates.Add(update);
        foreach (var usage in update.Contents.OfType<UsageContent>())
        {
            _usage.Add(usage.Details);
            _counted = true;
        }
    }

    /// <summary>Why this is no answer; null when it is one, or part of one that <paramref name="continues"/>.</summary>
    public AgentException? Problem(ModelErrors errors, bool continues)
    {
        if (Calls.Count > 0 || continues || _hasText) return null;
        if (_finish == ChatFinishReason.ContentFilter) return ModelErrors.Declined();
        return IsCut ? errors.OutOfTokens() : ModelErrors.Empty();
    }
}
