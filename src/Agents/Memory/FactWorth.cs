using System.Text.RegularExpressions;
using Bots.Agents.Offline;

namespace Bots.Agents.Memory;

/// <summary>How much a fact matters, and how sure it is that it was meant and will hold: "My dog's name is Rex" does, "my flight is late" does not.</summary>
internal static partial class FactWorth
{
    private const double Passing = 0.4;

    public static (double Importance, double Quality) Of(Fact fact) => fact.Topic switch
    {
        Topic.Name => (0.9, 0.95),
        Topic.Birthday => (0.8, 0.9),
        Topic.Home or Topic.Work or Topic.Job => (0.7, IsPlace(fact.Value) ? 0.85 : Passing),
        Topic.Origin or Topic.Birthplace => (0.6, IsPlace(fact.Value) ? 0.85 : Passing),
        Topic.Age => (0.6, 0.85),
        Topic.Favorite => (0.6, 0.9),
        Topic.Property => Property(fact),
        Topic.Having => (0.7, OwnThing().IsMatch(fact.Value) && !PassingThing().IsMatch(fact.Value) ? 0.8 : Passing),
        Topic.Being => Health().IsMatch(fact.Value) ? (0.9, 0.85) : (0.6, Lasting().IsMatch(fact.Value) && !PassingThing().IsMatch(fact.Value) ? 0.75 : Passing),
        _ => (0.5, IsTaste(fact) ? 0.75 : Passing),
    };

    private static (double Importance, double Quality) Property(Fact fact)
    {
        if (PassingThing().IsMatch(fact.Value)) return (0.4, Passing);
        if (LastingSubject().IsMatch(fact.Subject)) return (0.7, 0.8);
        return Date().IsMatch(fact.Value) ? (0.7, 0.8) : (0.4, Passing);
    }

    // "I would like to know" asks for something.
    private static bool IsTaste(Fact fact) => !Wish().IsMatch(fact.Source.Text) && !ThisThing().IsMatch(fact.Value);

    // "I live in fear": a place is written with a capital letter, or names what kind of place it is.
    private static bool IsPlace(string value) => value.Any(static c => char.IsUpper(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.OtherLetter) || Place().IsMatch(value);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(an?|the|my|our)\s|\b(city|town|village|country|school|hospital|bank|company|office|home|university|college|restaurant|shop|store)\b|^[\p{L}-]{3,}(er|or|ist|ian|ant|ent)\b", Options)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(dogs?|cats?|pets?|horses?|birds?|parrots?|rabbits?|hamsters?|fish|turtles?|puppy|kittens?|sons?|daughters?|child|children|kids?|twins?|brothers?|sisters?|siblings?|wife|husband|girlfriend|boyfriend|partner|fianc[eé]e?|allerg\w+|diabetes|asthma|celiac|degree|phd|hund|katze|kinder|sohn|tochter)\b", Options)]
    private static partial Regex OwnThing();

    [GeneratedRegex(@"\b(name|favou?rite|birthday|anniversary|wedding|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|mother|mom|mum|father|dad|parents?|sons?|daughters?|child(ren)?|kids?|brothers?|sisters?|grand\w+|uncle|aunt|cousin|nephew|niece|friends?|boss|manager|team|doctor|dentist|dogs?|cats?|pets?|car|bike|phone|email|e-mail|address|city|town|country|hometown|job|company|employer|school|university|language|native|nationality|religion|hobby|hobbies|size|height|weight|blood type|allerg\w+|diet|timezone|time zone|pronouns|zodiac|star sign|hund|katze|frau|mann|sohn|tochter|mutter|vater|geburtstag|beruf)\b", Options)]
    private static partial Regex LastingSubject();

    [GeneratedRegex(@"\b(sick|ill|late|broken|down|dead|tired|hungry|bored|busy|here|there|back|fine|ok|okay|ready|lost|stuck|not|great|good|bad|wrong|right|weird|slow|empty|full|running|coming|going|working|waiting|sleeping|today|tonight|tomorrow|yesterday|this (week|month|morning|evening|weekend)|next (week|month)|right now|bit|little|lot|few|question|problem|issue|idea|meeting|appointment|headache|cold|feeling|krank|müde)\b", Options)]
    private static partial Regex PassingThing();

    [GeneratedRegex(@"\b(allergic|intolerant|diabetic|asthmatic|celiac|epileptic|pregnant|deaf|blind|allergisch)\b", Options)]
    private static partial Regex Health();

    [GeneratedRegex(@"^(an?|eine?)\s+[\p{L}-]+(\s+[\p{L}-]+){0,3}$|^(vegan|vegetarian|pescatarian|married|divorced|widowed|single|engaged|retired|left-handed|right-handed|jewish|muslim|christian|catholic|buddhist|hindu|verheiratet|vegetarier(in)?|veganer(in)?)\b", Options)]
    private static partial Regex Lasting();

    [GeneratedRegex(@"\b\d{1,2}(st|nd|rd|th|\.)?\s+(of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mär)\p{L}*|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*\s+\d{1,4}\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b", Options)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(would|'d)\s+(really\s+|also\s+)?(like|love|prefer|enjoy)\b|^i(ch)?\s+(möchte|hätte)\b", Options)]
    private static partial Regex Wish();

    [GeneratedRegex(@"^(to (know|ask|see|have|get|be)|your|you|how|what|when|where|why|who|the (way|idea|sound|look)|this|that|these|those|it|them|him|her|him)\b", Options)]
    private static partial Regex ThisThing();
}
