using Bots.Agents.Offline;

namespace Bots.Agents.Memory;

/// <summary>A fact as a sentence the user could say, so that reading the sentence gives the fact again.</summary>
internal static class FactSentence
{
    public static string Of(Fact fact)
    {
        var said = Capitalized(fact.Source.Text);
        // Other languages, tastes and endings keep the words they were said in.
        if (fact.Ends || IsGerman(said)) return said;
        return fact.Topic switch
        {
            Topic.Name => $"My name is {fact.Value}",
            Topic.Age => fact.Value.All(char.IsDigit) ? $"I am {fact.Value} years old" : said,
            Topic.Birthday => $"My birthday is {fact.Value}",
            Topic.Home => $"I live in {fact.Value}",
            Topic.Origin => $"I come from {fact.Value}",
            Topic.Birthplace => $"I was born in {fact.Value}",
            Topic.Work => $"I work at {fact.Value}",
            Topic.Job => $"I work as {fact.Value}",
            Topic.Being => $"I am {fact.Value}",
            Topic.Having => $"I have {fact.Value}",
            Topic.Favorite => $"My favorite {fact.Subject} is {fact.Value}",
            Topic.Property => $"My {Possessive(fact.Subject)} {(said.Contains(" are ", StringComparison.Ordinal) ? "are" : "is")} {fact.Value}",
            _ => said,
        };
    }

    public static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // "It is called Rex" gives the subject "dog name".
    private static string Possessive(string subject) =>
        subject.EndsWith(" name", StringComparison.Ordinal) && !subject.Contains('\'', StringComparison.Ordinal) ? $"{subject[..^5]}'s name" : subject;

    private static bool IsGerman(string text) => text.StartsWith("Ich ", StringComparison.Ordinal) || text.StartsWith("Mein ", StringComparison.Ordinal) || text.StartsWith("Meine ", StringComparison.Ordinal);
}
