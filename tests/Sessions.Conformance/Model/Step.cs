namespace Bots.Sessions.Conformance.Model;

/// <summary>One step of a random sequence; what the numbers mean depends on its kind.</summary>
internal sealed record Step(StepKind Kind, int Session, int Other, int Number)
{
    private static readonly string[] Words = ["zebra", "ocelot", "garden", "天气", "mountains"];

    public string Word => Words[Number % Words.Length];

    public string Label => $"label {Number % 2}";

    public string Key => $"key {Number % 3}";

    public int? MaxMessages => Number % 3 == 0 ? null : 1 + (Number % 9);

    /// <summary>The messages of an append or a turn; <paramref name="serial"/> makes them different from all others.</summary>
    public IReadOnlyList<SessionMessage> Messages(int serial) => Kind switch
    {
        StepKind.Append => [new("user", $"{Word} {serial}")],
        StepKind.CallTool => [.. new[] { ToolMessages.Call($"c{Number % 3}", $"d{Number % 3}"), ToolMessages.Result($"c{Number % 3}"), ToolMessages.Result($"d{Number % 3}") }.Take(1 + (Number % 4))],
        StepKind.AnswerTool => [ToolMessages.Result($"{(Number % 2 == 0 ? 'c' : 'd')}{Other % 3}")],
        _ => [.. Enumerable.Range(0, 1 + (Number % 3)).Select(index => new SessionMessage(index % 2 == 0 ? "user" : "assistant", $"{Word} {serial}.{index}"))],
    };

    /// <summary>Short, for a failure shows many.</summary>
    public override string ToString() => $"{Kind}({Session}, {Other}, {Number})";

    public WindowRequest Window => new() { MaxMessages = MaxMessages, MaxTokens = Other % 2 == 0 ? null : 10 + (Number * 7), Step = Other % 4 * 0.25 };
}

/// <summary>What a step does.</summary>
internal enum StepKind
{
    Append,
    Turn,
    CutTurn,
    NamedTurn,
    CallTool,
    AnswerTool,
    Clear,
    Delete,
    Expire,
    Create,
    Fork,
    Mark,
    RevertToLabel,
    RevertToMessage,
    Undo,
    Forget,
    SaveVersion,
    RestoreVersion,
    SetState,
    RemoveState,
    Increment,
    Window,
    Find,
    Reopen,
}
