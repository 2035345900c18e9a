using System.Text.Json;
using Bots.Agents.Context;
using Bots.Sessions;

namespace Bots.Agents.Analytics;

/// <summary>Adds sessions up.</summary>
internal sealed class AnalyticsCount
{
    private const int MostTopics = 10;

    // Newer words count more, and more would not change the answer.
    private const int MessagesForTopics = 1_000;

    private readonly Dictionary<string, ModelTokens> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Calls, int Failures)> _tools = new(StringComparer.Ordinal);
    private readonly List<double> _first = [];
    private readonly List<double> _whole = [];
    private readonly List<SessionMessage> _said = [];
    private (int Sessions, int Interactions, int Good, int Bad) _counts;
    private (DateTimeOffset? First, DateTimeOffset? Last, TimeSpan Duration) _times;

    public async Task AddAsync(ISessionStore store, string sessionId, CancellationToken cancellationToken)
    {
        var history = await store.GetChatHistoryAsync(sessionId, null, cancellationToken);
        if (history.Count == 0) return;
        var data = store.Find<ISessionCatalog>() is { } catalog ? await catalog.GetSessionAsync(sessionId, cancellationToken) : null;
        Add(history, data);
        if (store.Find<ISessionState>() is not { } state) return;
        foreach (var model in await UsageBeside.ReadAsync(state, sessionId, cancellationToken)) Add(model);
        foreach (var isGood in await Feedback.ReadAsync(state, sessionId, history, cancellationToken))
            _counts = isGood ? _counts with { Good = _counts.Good + 1 } : _counts with { Bad = _counts.Bad + 1 };
    }

    public SessionAnalytics ToAnalytics(IReadOnlyDictionary<string, ModelPrice>? prices) => new()
    {
        Sessions = _counts.Sessions,
        Interactions = _counts.Interactions,
        FirstAt = _times.First,
        LastAt = _times.Last,
        Duration = _times.Duration,
        Topics = RecentTopics.Of(_said.OrderBy(static message => message.Timestamp).TakeLast(MessagesForTopics), MostTopics),
        Models = [.. _models.Values.OrderByDescending(static model => model.Input + model.Output).ThenBy(static model => model.Model, StringComparer.Ordinal)
            .Select(model => new ModelUsage(model.Model, model.Input, model.Output, model.Cached, prices?.GetValueOrDefault(model.Model)?.Of(model.Input, model.Output, model.Cached)))],
        FirstText = Percentiles(_first),
        WholeAnswer = Percentiles(_whole),
        Tools = [.. _tools.Select(static tool => new ToolUsage(tool.Key, tool.Value.Calls, tool.Value.Failures))],
        Good = _counts.Good,
        Bad = _counts.Bad,
    };

    private void Add(IReadOnlyList<SessionMessage> history, SessionData? data)
    {
        var (first, last) = (history.Min(static message => message.Timestamp), history.Max(static message => message.Timestamp));
        _times = (_times.First is { } from && from < first ? from : first, _times.Last is { } to && to > last ? to : last, _times.Duration + (last - (SessionAge.BeganAt(data, history.MinBy(static message => message.Timestamp)) is { } began && began < last ? began : first)));
        _counts = _counts with { Sessions = _counts.Sessions + 1 };
        var called = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = new AskedQuestion();
        foreach (var message in history)
        {
            if (message.Role == "user")
            {
                if (asked.IsNew(message) && MessageMarks.IsUsers(message)) _said.Add(message);
            }
            else if (MessageGroups.IsResult(message)) AddResult(called, message);
            else AddAnswer(called, message, asked);
        }

        _counts = _counts with { Interactions = _counts.Interactions + asked.Answered };
    }

    private void AddAnswer(Dictionary<string, string> called, SessionMessage message, AskedQuestion asked)
    {
        var calls = ToolCallNames.Of(message.Metadata.ToolCalls).ToList();
        foreach (var (id, name) in calls)
        {
            called[id] = name;
            var tool = _tools.GetValueOrDefault(name);
            _tools[name] = (tool.Calls + 1, tool.Failures);
        }

        if (message.Role != "assistant" || calls.Count > 0) return;
        var measured = TurnMeter.Read(message);
        asked.Answer(message, isLast: measured is not null);
        if (measured is null) return;
        _first.Add(measured.FirstMs);
        _whole.Add(measured.TotalMs);
        foreach (var model in measured.Models) Add(model);
    }

    private void Add(ModelTokens model)
    {
        var before = _models.GetValueOrDefault(model.Model) ?? new(model.Model, 0, 0, 0);
        _models[model.Model] = new(model.Model, before.Input + model.Input, before.Output + model.Output, before.Cached + model.Cached);
    }

    private void AddResult(Dictionary<string, string> called, SessionMessage message)
    {
        if (message.Metadata.ToolCallId is not { } id || !called.TryGetValue(id, out var name) || !MessageMarks.IsFailure(message)) return;
        var tool = _tools[name];
        _tools[name] = (tool.Calls, tool.Failures + 1);
    }

    private static Latency Percentiles(List<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? default : new(Rank(50), Rank(95), Rank(99));

        TimeSpan Rank(int percent) => TimeSpan.FromMilliseconds(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)]);
    }
}
