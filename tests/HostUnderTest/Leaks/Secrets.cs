using System.Globalization;
using System.Text.RegularExpressions;

namespace Bots.HostUnderTest.Leaks;

/// <summary>Every text a user writes holds a secret with the user's number; whoever sees a text can tell whose it is.</summary>
internal sealed partial class Secrets(LeakReport report)
{
    public static string Of(int user, int number) => string.Create(CultureInfo.InvariantCulture, $"secret-of-{user}-{number};");

    public static IEnumerable<int> Owners(string text) =>
        text.Contains("secret-of-", StringComparison.Ordinal) ? Pattern().Matches(text).Select(static match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : [];

    /// <summary>Notes a problem when the text holds what belongs to somebody else.</summary>
    public void Check(string where, int user, string text)
    {
        Interlocked.Increment(ref report.CheckCount);
        foreach (var owner in Owners(text).Where(owner => owner != user)) report.Add($"{where} of user {user} holds a secret of user {owner}: {text}");
    }

    /// <summary>Notes a problem when the texts, all seen at once, belong to more than one user.</summary>
    public void CheckOneOwner(string where, IEnumerable<string> texts)
    {
        Interlocked.Increment(ref report.CheckCount);
        var owners = texts.SelectMany(Owners).Distinct().ToList();
        if (owners.Count > 1) report.Add($"{where} holds secrets of the users {string.Join(", ", owners)}");
    }

    [GeneratedRegex(@"secret-of-(\d+)-")]
    private static partial Regex Pattern();
}
