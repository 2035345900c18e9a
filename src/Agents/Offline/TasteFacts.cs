using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>What the user prefers, likes and dislikes.</summary>
internal static partial class TasteFacts
{
    public static IEnumerable<Fact>? Read(Clause clause) =>
        Favorite(clause) ?? One(clause, Topic.Prefer, Prefer()) ?? One(clause, Topic.Prefer, LikeBetter()) ?? One(clause, Topic.Dislike, Dislike()) ?? One(clause, Topic.Like, Like());

    private static IEnumerable<Fact>? Favorite(Clause clause)
    {
        // The pattern begins with anything at all: looking for its one fixed word first spares most of the work on a long history.
        if (!clause.Text.Contains("fav", StringComparison.OrdinalIgnoreCase)) return null;
        var match = IsMyFavorite().Match(clause.Text);
        return match.Success ? [new(Topic.Favorite, FactValue.Clean(match.Groups["v"].Value), clause) { Subject = FactValue.Clean(match.Groups["x"].Value) }] : null;
    }

    private static IEnumerable<Fact>? One(Clause clause, Topic topic, Regex pattern)
    {
        var match = pattern.Match(clause.Text);
        if (!match.Success || FactValue.Clean(match.Groups["v"].Value) is not { Length: > 0 } value) return null;
        // A change of taste also ends the opposite: "I don't like coffee any more".
        return topic == Topic.Dislike ? [new(topic, value, clause), new(Topic.Like, value, clause) { Ends = true }, new(Topic.Prefer, value, clause) { Ends = true }] : [new(topic, value, clause)];
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string Adverbs = @"((really|also|absolutely|definitely|now|still|always|usually|generally|strongly|much|actually|just|do|would|'d|quite|personally|truly)\s+)*";

    [GeneratedRegex(@"^(?<v>.+?)\s+(is|are|ist)\s+(definitely\s+|now\s+|by far\s+|still\s+)?my\s+((all-time|absolute|very|new)\s+)?(favou?rite|fave)(?<x>\s+.+)?$", Options)]
    private static partial Regex IsMyFavorite();

    [GeneratedRegex(@"^(i|ich)('d)?\s+" + Adverbs + @"(prefer|favou?r|bevorzuge)\s+(?<v>(to\s)?.+?)(\s+(over|to|rather than|than|instead of|more than|vs\.?|versus|above|compared to|gegenüber)\s+(?<b>.+))?$", Options)]
    private static partial Regex Prefer();

    [GeneratedRegex(@"^(i|ich)\s+" + Adverbs + @"(like|love|enjoy|mag)\s+(?<v>.+?)\s+(more|better|most|best|lieber|the most|the best)(\s+of all|\s+(than|als)\s+(?<b>.+))?$", Options)]
    private static partial Regex LikeBetter();

    [GeneratedRegex(@"^((i|ich)\s+" + Adverbs + @"(like|love|enjoy|adore|fancy|am into|am fond of|mag|liebe)|(i am|i'm)\s+(into|fond of|(a|an)\s+(\p{L}+\s+)?(fan|lover) of))\s+(?<v>(?!it\b|that\b|this\b|you\b|to know\b).+)$", Options)]
    private static partial Regex Like();

    [GeneratedRegex(@"^i\s+" + Adverbs + @"(hate|dislike|detest|despise|can't stand|cannot stand|do not like|don't like|don't enjoy|do not enjoy|no longer like|don't love)\s+(?<v>(?!it\b|that\b|this\b|you\b).+)$", Options)]
    private static partial Regex Dislike();
}
