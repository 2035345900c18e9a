using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bots.Agents;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>An agent that answers "heard: " and what it was asked, unless a test wrote down something else.</summary>
public sealed class ScriptedAgent : IAgent
{
    private readonly ConcurrentQueue<AgentRequest> _asked = [];
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);

    /// <summary>Everything it was asked, oldest first.</summary>
    public IReadOnlyList<AgentRequest> Asked => [.. _asked];

    /// <summary>The prompts, oldest first.</summary>
    public IReadOnlyList<string> Prompts => [.. _asked.Select(static request => request.Prompt)];

    /// <summary>All that one request told it: prompt, history, context, memories.</summary>
    public static string All(AgentRequest request) =>
        string.Join('\n', [request.Prompt, .. request.History.Select(static message => message.Content), .. request.Context, .. request.Memories.Select(static memory => memory.ToString())]);

    /// <summary>Prompts with this word are answered so.</summary>
    public void Answer(string word, string answer) => _scripts[word] = new(answer, null);

    /// <summary>Prompts with this word are answered by a beginning at once and the rest when told.</summary>
    public Pause Pause(string word, string beginning = "", string rest = "")
    {
        var pause = new Pause();
        _scripts[word] = new(beginning, pause) { Rest = rest };
        return pause;
    }

    /// <summary>The word is nothing special any more.</summary>
    public void Forget(string word) => _scripts.TryRemove(word, out _);

    public async IAsyncEnumerable<AgentUpdate> ReplyAsync(AgentRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _asked.Enqueue(request);
        await Task.Yield();
        var script = _scripts.FirstOrDefault(script => request.Prompt.Contains(script.Key, StringComparison.Ordinal)).Value;
        yield return script is null ? $"heard: {request.Prompt}" : script.Text;
        if (script?.Pause is not { } pause) yield break;
        pause.Reached();
        await pause.Over.WaitAsync(cancellationToken);
        yield return script.Rest.Length > 0 ? script.Rest : $"heard: {request.Prompt}";
    }

    private sealed record Script(string Text, Pause? Pause)
    {
        public string Rest { get; init; } = "";
    }
}

/// <summary>A place in an answer where the agent waits for the test.</summary>
public sealed class Pause
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Over => _over.Task;

    /// <summary>Completes when the agent has got there.</summary>
    public Task BegunAsync() => _begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets it go on.</summary>
    public void GoOn() => _over.TrySetResult();

    /// <summary>The model fails here.</summary>
    public void Fail(string sentence) => _over.TrySetException(new AgentException(sentence));

    internal void Reached() => _begun.TrySetResult();
}
