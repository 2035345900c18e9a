namespace Bots.Sessions.Conformance.Model;

/// <summary>A few sessions as they have to be, and what each step has to answer.</summary>
internal sealed class ModelWorld(Func<int, string> nameOf)
{
    private readonly Dictionary<string, ModelSession> _sessions = [];

    public string Do(Step step, int serial)
    {
        var id = nameOf(step.Session);
        var session = _sessions.GetValueOrDefault(id);
        return step.Kind switch
        {
            StepKind.Append or StepKind.Turn or StepKind.CallTool or StepKind.AnswerTool => Append(id, step.Messages(serial)),
            StepKind.CutTurn => Cut(id, step, serial),
            StepKind.NamedTurn => Named(id, step, serial),
            StepKind.Delete or StepKind.Expire => $"{Delete(id)}",
            StepKind.Create => Create(id, nameOf(step.Other % Sequences.Sessions), step),
            StepKind.Fork => Fork(id, nameOf(step.Other % Sequences.Sessions), step),
            StepKind.SetState => Set(id, step.Key, step.Number),
            StepKind.Increment => Set(id, step.Key, (session?.State.GetValueOrDefault(step.Key) ?? 0) + step.Other),
            StepKind.Reopen => "",
            _ => session is null ? DoWithout(step) : DoWith(session, step),
        };
    }

    public string Describe(int number)
    {
        var id = nameOf(number);
        if (!_sessions.TryGetValue(id, out var session)) return "nothing";
        return Said.Session(
            session.Messages, session.State.Select(static value => $"{value.Key}={value.Value}"),
            session.Places.Select(static place => $"{place.Kind} {place.Label} {place.Messages.Count - 1}"),
            session.Places.Where(static place => place.Version is not null).Select(static place => $"{place.Version}: {place.Messages.Count}"),
            new(id, session.Parent, session.ForkedAt, session.Children));
    }

    private static string DoWithout(Step step) => step.Kind switch
    {
        StepKind.Clear or StepKind.RestoreVersion or StepKind.Forget => "False",
        StepKind.Window => Said.Window(SessionWindows.Of([], step.Window)) + Said.Messages([]),
        StepKind.Find or StepKind.RemoveState => "",
        _ => "null",
    };

    private static string DoWith(ModelSession session, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Clear: session.Clear(); return "True";
            case StepKind.Mark: session.Mark(step.Label, CheckpointKind.Manual); return $"{session.Messages.Count - 1}";
            case StepKind.RevertToLabel: return Revert(session, session.Places.FindLast(place => place.Label == step.Label));
            case StepKind.Undo: return Revert(session, session.Places.FindLast(static place => place.Kind == CheckpointKind.Undo));
            case StepKind.RevertToMessage: return Revert(session, step.Number - 1);
            case StepKind.Forget when session.Places.Count == 0: return "False";
            case StepKind.Forget: return Forget(session, step.Number % session.Places.Count);
            case StepKind.SaveVersion: session.Mark(null, CheckpointKind.Version, ++session.LastVersion); return $"{session.LastVersion}";
            case StepKind.RestoreVersion: return $"{Revert(session, session.Places.Find(place => place.Version == step.Number % 5)) != "null"}";
            case StepKind.RemoveState: session.State.Remove(step.Key); return "";
            case StepKind.Window: return Said.Window(SessionWindows.Of(session.Messages, step.Window)) + Said.Messages(MessageGroups.Window(session.Messages, step.MaxMessages));
            case StepKind.Find: return string.Join(' ', Enumerable.Range(0, session.Messages.Count).Where(index => IsFound(session.Messages[index], step.Word)));
            default: throw new NotSupportedException($"{step.Kind} is no step of a known session.");
        }
    }

    private static bool IsFound(SessionMessage message, string word) => message.Role is "user" or "assistant" && message.Content.Contains(word, StringComparison.Ordinal);

    private static string Forget(ModelSession session, int index)
    {
        var version = session.Places[index].Version;
        session.Places.RemoveAt(index);
        return version is { } number ? $"version {number} True" : "True";
    }

    private static string Revert(ModelSession session, Place? place)
    {
        if (place is null) return "null";
        var answer = $"{session.Messages.Count - 1}";
        session.GoTo(place);
        return answer;
    }

    private static string Revert(ModelSession session, int index)
    {
        if (index >= session.Messages.Count) return "null";
        var answer = $"{session.Messages.Count - 1}";
        session.GoTo([.. session.Messages.Take(index < 0 ? 0 : MessageGroups.EndOfGroup(session.Messages, index) + 1)]);
        return answer;
    }

    private string Append(string id, IReadOnlyList<SessionMessage> messages)
    {
        Open(id).Messages.AddRange(messages);
        return "Written";
    }

    private string Cut(string id, Step step, int serial)
    {
        var session = Open(id);
        if (step.Other < session.Messages.Count) session.GoTo([.. session.Messages.Take(step.Other)]);
        return Append(id, step.Messages(serial));
    }

    private string Named(string id, Step step, int serial) => Open(id).Turns.Add($"t{step.Other % 4}") ? Append(id, step.Messages(serial)) : "AlreadyWritten";

    private bool Delete(string id)
    {
        if (!_sessions.Remove(id, out var session)) return false;
        if (session.Parent is { } parent && _sessions.TryGetValue(parent, out var above)) above.Children.Remove(id);
        foreach (var child in session.Children) _sessions[child].Parent = null;
        return true;
    }

    private string Create(string id, string parent, Step step)
    {
        var hasParent = step.Number % 2 == 0;
        return _sessions.ContainsKey(id) || (hasParent && !_sessions.ContainsKey(parent)) ? "refused" : Start(id, hasParent ? parent : null, new() { Parent = hasParent ? parent : null });
    }

    private string Fork(string id, string parent, Step step)
    {
        if (_sessions.ContainsKey(id) || !_sessions.TryGetValue(parent, out var above)) return "refused";
        var index = step.Number == 0 ? above.Messages.Count - 1 : step.Number - 2;
        return index >= above.Messages.Count ? "refused" : Start(id, parent, ModelSession.ForkOf(above, parent, index));
    }

    private string Start(string id, string? parent, ModelSession session)
    {
        _sessions.Add(id, session);
        if (parent is not null) _sessions[parent].Children.Add(id);
        return id;
    }

    private string Set(string id, string key, int value)
    {
        Open(id).State[key] = value;
        return $"{value}";
    }

    private ModelSession Open(string id)
    {
        if (!_sessions.TryGetValue(id, out var session)) _sessions[id] = session = new();
        return session;
    }
}
