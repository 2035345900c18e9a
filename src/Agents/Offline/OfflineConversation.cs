namespace Bots.Agents.Offline;

/// <summary>What one user said so far, and the reply to what they say now.</summary>
internal sealed class OfflineConversation
{
    private readonly FactBook _book = new();
    private readonly List<string> _statements = [];
    private readonly string _configure;
    private int _position;

    public OfflineConversation(IEnumerable<string> messages, string configure, CancellationToken cancellationToken)
    {
        _configure = configure;
        foreach (var message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Remember(message);
        }
    }

    public string Reply(string prompt)
    {
        var clauses = Read(prompt);
        var statements = clauses.Where(static clause => clause.Kind == ClauseKind.Statement).Select(clause => Acknowledge(clause)).ToList();
        var greets = clauses.Count > 0 && clauses.TrueForAll(static clause => clause.Kind is ClauseKind.Greeting or ClauseKind.Filler) && clauses[0].Greets;
        var answers = new Answers(_book, new(_statements), _configure);
        var replies = clauses.Select(clause => Answer(clause, answers)).OfType<string>();

        var parts = (greets ? [Greeting()] : statements.Count > 0 ? [.. statements.Distinct(), "I'll remember that."] : Array.Empty<string>()).Concat(replies).Distinct().ToList();
        return parts.Count > 0 ? string.Join(' ', parts) : _configure;
    }

    // A question says nothing that could answer another one.
    private void Remember(string message)
    {
        var told = false;
        foreach (var clause in Read(message))
        {
            told |= clause.Kind is ClauseKind.Statement or ClauseKind.Request;
            _book.Add(clause);
        }

        if (told) _statements.Add(message);
    }

    private List<Clause> Read(string message)
    {
        var clauses = ClauseReader.Read(message, _position).ToList();
        _position += clauses.Count;
        return clauses;
    }

    private string Acknowledge(Clause statement)
    {
        var before = _book.Latest(Topic.Name)?.Value;
        var (facts, changed) = _book.Add(statement);
        return Acknowledgement.Of(statement, facts, changed, before);
    }

    private string? Answer(Clause clause, Answers answers) => clause.Kind switch
    {
        ClauseKind.Question => answers.To(clause.Text),
        ClauseKind.Request => Questions.IsPersonal(clause.Text) ? answers.To(clause.Text) : _configure,
        ClauseKind.Thanks => "You're welcome!",
        ClauseKind.Farewell => "Goodbye!",
        ClauseKind.HowAreYou => "I'm well, thank you.",
        ClauseKind.Filler when !clause.Greets => "OK.",
        _ => null,
    };

    private string Greeting() =>
        _book.Latest(Topic.Name) is { Value: var name } ? $"Hello, {name}!" : "Hello! Tell me something about yourself and I'll remember it.";
}
