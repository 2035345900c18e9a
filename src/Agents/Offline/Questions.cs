using System.Text.RegularExpressions;

namespace Bots.Agents.Offline;

/// <summary>Recognises what a question asks for.</summary>
internal static partial class Questions
{
    private static readonly (Regex Pattern, Topic Topic)[] Topics =
    [
        (AsksName(), Topic.Name),
        (AsksAge(), Topic.Age),
        (AsksBirthday(), Topic.Birthday),
        (AsksBirthplace(), Topic.Birthplace),
        (AsksOrigin(), Topic.Origin),
        (AsksWork(), Topic.Work),
        (AsksHome(), Topic.Home),
        (AsksJob(), Topic.Job),
    ];

    /// <summary>The one-thing topic a question is about, or null.</summary>
    public static Topic? TopicOf(string question)
    {
        foreach (var (pattern, topic) in Topics)
            if (pattern.IsMatch(question))
                return topic;
        return null;
    }

    /// <summary>True for "what do you know about me?".</summary>
    public static bool AsksEverything(string question) => Everything().IsMatch(question);

    /// <summary>The kind of thing whose favourite is asked for; null when the question asks for none.</summary>
    public static IReadOnlySet<string>? FavoriteKind(string question)
    {
        var match = Favorite().Match(question);
        return match.Success ? Words.Terms(match.Groups["x"].Value).Where(static word => word is not ("favorit" or "prefer" or "lik" or "lov")).ToHashSet() : null;
    }

    /// <summary>The topics of a question for everything liked, disliked or owned; empty when it asks for no such list.</summary>
    public static Topic[] ListOf(string question) =>
        Likes().IsMatch(question) ? [Topic.Favorite, Topic.Prefer, Topic.Like] : Dislikes().IsMatch(question) ? [Topic.Dislike] : [];

    /// <summary>The words of X in "what is my X?" and "what is the name of my X?"; empty when there are none.</summary>
    public static IReadOnlySet<string> PropertyOf(string question)
    {
        var match = Mine().Match(question);
        if (!match.Success) return new HashSet<string>();
        var words = Words.Terms(match.Groups["x"].Value).ToHashSet();
        if (match.Groups["name"].Success || Called().IsMatch(question)) words.Add("name");
        return words;
    }

    /// <summary>True when the question is about the user or about what they said.</summary>
    public static bool IsPersonal(string question) => Personal().IsMatch(question);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\bmy (full |first |real |actual )?name\b(?! of)|^who am i( again)?$|\bwho i am\b|\b(am i|i am|i'm) (called|named)\b|\b(you|people|everyone|friends) (should |can )?call me\b|^do you (still )?(know|remember) me$|\bwie hei(ß|ss)e ich\b|\bwer bin ich\b|\bmein name\b|^what's my name|^c[oó]mo me llamo|^comment je m'appelle", Options)]
    private static partial Regex AsksName();

    [GeneratedRegex(@"\bhow old (am i|i am|i'm)\b|\bmy age\b|\bwie alt bin ich\b", Options)]
    private static partial Regex AsksAge();

    [GeneratedRegex(@"\bmy (birthday|birth ?date|date of birth|bday)\b|\b(when|what year|what day|which year) (was i|i was) born\b|\bwann (bin|wurde) ich geboren\b|\bwann habe ich geburtstag\b", Options)]
    private static partial Regex AsksBirthday();

    [GeneratedRegex(@"\bwhere (was i|i was) born\b|\bmy (birthplace|place of birth)\b", Options)]
    private static partial Regex AsksBirthplace();

    [GeneratedRegex(@"\bwhere (am i|i am|i'm|do i come|i come|did i come) (originally )?from\b|\bwhere did i grow up\b|\bwhat('s| is) my (home country|hometown|home town|origin)\b|\bwo(her| komme ich her)\b.*\bich\b|\b(country|city|town|place) am i from\b", Options)]
    private static partial Regex AsksOrigin();

    [GeneratedRegex(@"\bwhere (do i|i|am i) work(ing)?\b|\b(who|which company|what company|whom) (do i|i|am i) work(ing)? (for|at|with)\b|\bmy (employer|company|workplace)\b|\bwo arbeite ich\b|\bwhat company\b.*\bi work\b", Options)]
    private static partial Regex AsksWork();

    [GeneratedRegex(@"\bwhere (do i|i|am i|did i) (currently |now )?(live|living|reside|stay|staying|based|located|move)\b|\bwhere (am i|i am|i'm) (based|located|living)\b|\b(city|town|country|place|state) (do i|i|am i) (live|living|stay|reside)\b|\bwhat('s| is) my (city|town|country|location|home city|place of residence)\b|\bwo (wohne|lebe) ich\b", Options)]
    private static partial Regex AsksHome();

    [GeneratedRegex(@"\bwhat (do i do|i do)( for (a living|work))?$|\bwhat do i do (for|as)\b|\bmy (job|profession|occupation|line of work)\b|\bwhat (do i|i) work as\b|\bals was arbeite ich\b", Options)]
    private static partial Regex AsksJob();

    [GeneratedRegex(@"\b(know|remember|learned|learnt|remembered|recall|told you|said|remind me)\b.*\babout (me|myself)\b|\babout (me|myself)$|^what (do you remember|have i told you|did i tell you|do you know)( so far| until now)?$|\bsummari[sz]e (me|what i|our)\b|\bwas wei(ß|ss)t du über mich\b", Options)]
    private static partial Regex Everything();

    [GeneratedRegex(@"\b(favou?rite|fave|preferred)\s*(?<x>[^?]*)$|\b(which|what)\s+(?<x>.*?)\s*\b(do i|i|would i)\s+(really )?(prefer|like|love|enjoy)\b|\bmy (?<x>.+?) of choice\b|\blieblings(?<x>\p{L}+)", Options)]
    private static partial Regex Favorite();

    [GeneratedRegex(@"^what (things |all )?(do|did) i (like|love|enjoy|prefer)( to do| doing)?$|\bwhat i (like|love|enjoy|prefer)$|^was mag ich\b", Options)]
    private static partial Regex Likes();

    [GeneratedRegex(@"^what (things )?(do i (hate|dislike|not like|detest)|don't i like)$|\bwhat i (hate|dislike|don't like)$", Options)]
    private static partial Regex Dislikes();

    [GeneratedRegex(@"(?<name>\bname of )?\b(my|our|mein|meine)\s+(?<x>[^?,]+)$", Options)]
    private static partial Regex Mine();

    [GeneratedRegex(@"\b(called|named|name)$", Options)]
    private static partial Regex Called();

    [GeneratedRegex(@"(?<!^(please )?(tell|show|give|teach|remind|help) )\b(i|i'm|i've|my|me|mine|we|our|us|ich|mein|meine|mir)\b", Options)]
    private static partial Regex Personal();
}
