namespace Bots.Agents.Offline;

/// <summary>Answers one question from the facts, or else from what the user said.</summary>
internal sealed class Answers(FactBook book, MessageSearch search, string configure)
{
    private const int MostListed = 12;

    public string To(string question)
    {
        var text = question.Trim();
        if (Questions.AsksEverything(text)) return Everything();
        if (Questions.TopicOf(text) is { } topic) return About(topic, text);
        if (Questions.ListOf(text) is { Length: > 0 } topics && Listed(topics) is { } list) return list;
        if (Questions.FavoriteKind(text) is { } kind && Favorite(kind, text) is { } favorite) return favorite;
        return Property(text) ?? Found(text) ?? Unknown(text);
    }

    private string About(Topic topic, string question) => (topic, book.Latest(topic)) switch
    {
        (Topic.Name, { } fact) => $"Your name is {fact.Value}.",
        (Topic.Age, { } fact) => $"You are {fact.Value}{(int.TryParse(fact.Value, out _) ? " years old" : "")}.",
        (Topic.Birthday, { } fact) => fact.Source.Text.Contains("born", StringComparison.OrdinalIgnoreCase) ? $"You were born {fact.Value}." : $"Your birthday is {fact.Value}.",
        (Topic.Home, { } fact) => $"You live in {fact.Value}.",
        (Topic.Origin, { } fact) => $"You are from {fact.Value}.",
        (Topic.Birthplace, { } fact) => $"You were born in {fact.Value}.",
        (Topic.Work, { } fact) => $"You work at {fact.Value}. {Quoted(fact)}",
        (Topic.Job, { } fact) => $"You work as {fact.Value}.",
        (Topic.Job, null) when book.About(Topic.Being).LastOrDefault() is { } being => Quoted(being),
        (Topic.Origin, null) when book.Latest(Topic.Birthplace) is { } birthplace => Quoted(birthplace),
        _ => Property(question) ?? (topic == Topic.Name ? null : Found(question)) ?? NotTold(topic),
    };

    private string? Favorite(IReadOnlySet<string> kind, string question)
    {
        var (fact, certain) = Favorites.Find(book, kind);
        if (!certain && Favorites.Between(book, Words.Terms(question).ToHashSet()) is { } between) return Quoted(between);
        if (fact is null) return null;
        if (!certain) return $"I'm not sure, but {Lower(Quoted(fact))}";
        return fact.Topic switch
        {
            Topic.Favorite when fact.Subject.Length > 0 => $"Your favourite {fact.Subject} is {fact.Value}.",
            Topic.Like => $"You haven't named a favourite, but {Lower(Quoted(fact))}",
            _ => $"{Capitalized(fact.Value)}. {Quoted(fact)}",
        };
    }

    private string? Property(string question)
    {
        if (book.Property(Questions.PropertyOf(question)) is not { } fact) return null;
        return SecondPerson.Of(fact.Source.Text) is { } said ? $"{Capitalized(said)}." : Quoted(fact);
    }

    private string? Listed(Topic[] topics) =>
        book.About(topics).TakeLast(MostListed).Select(static fact => $"\"{fact.Source.Quote}\"").Distinct().ToList() is { Count: > 0 } quotes ? $"You told me: {string.Join(", ", quotes)}." : null;

    private string? Found(string question) =>
        search.Find([.. Words.Terms(question)], Questions.IsPersonal(question)) is { } message ? $"You told me: \"{message.TrimEnd('.', ' ')}\"." : null;

    private string Everything()
    {
        var lines = book.All.Select(static fact => fact.Source.Quote).Distinct().TakeLast(MostListed).Select(static quote => $"\n- \"{quote}\"").ToList();
        return lines.Count == 0 ? "You haven't told me anything about yourself yet." : $"This is what you told me:{string.Concat(lines)}";
    }

    private string Unknown(string question) =>
        Questions.IsPersonal(question) ? $"You haven't told me that yet, as far as I can find. {configure}" : configure;

    private static string NotTold(Topic topic) => topic switch
    {
        Topic.Name => "You haven't told me your name yet.",
        Topic.Age => "You haven't told me how old you are yet.",
        Topic.Birthday => "You haven't told me your birthday yet.",
        Topic.Home => "You haven't told me where you live yet.",
        Topic.Work or Topic.Job => "You haven't told me about your work yet.",
        _ => "You haven't told me that yet.",
    };

    private static string Quoted(Fact fact) => $"You told me: \"{fact.Source.Quote}\".";

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
