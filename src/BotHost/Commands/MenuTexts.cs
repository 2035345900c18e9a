using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.BotHost.Commands;

/// <summary>What the commands are called in menus, by language and command: those that come with the program, and over them the section <c>Menus</c>.</summary>
/// <remarks><c>Menus:it:help = "cosa so fare"</c> adds a language or replaces one text; a command without a text is shown in English.</remarks>
internal sealed partial class MenuTexts
{
    private const int LongestText = 256;

    private readonly SortedDictionary<string, Dictionary<string, string>> _byLanguage = new(StringComparer.Ordinal);

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section <c>Menus</c>.</param>
    /// <param name="complain">Told what is wrong with it.</param>
    public MenuTexts(IConfigurationSection section, Action<string> complain)
    {
        using var own = typeof(MenuTexts).Assembly.GetManifestResourceStream("menus.json")!;
        foreach (var (language, texts) in JsonSerializer.Deserialize(own, MenuJson.Default.DictionaryStringDictionaryStringString)!) _byLanguage[language] = texts;
        foreach (var language in section.GetChildren())
        {
            if (Complaint(language) is { } complaint) complain(complaint);
            else Add(language);
        }
    }

    /// <summary>The languages there are texts in, two letters each.</summary>
    public IEnumerable<string> Languages => _byLanguage.Keys;

    /// <summary>The text of a command in a language, or null.</summary>
    public string? Of(string language, string command) => _byLanguage[language].GetValueOrDefault(command);

    private void Add(IConfigurationSection language)
    {
        if (!_byLanguage.TryGetValue(language.Key, out var texts)) _byLanguage[language.Key] = texts = [];
        foreach (var text in language.GetChildren()) texts[text.Key.ToLowerInvariant()] = text.Value!;
    }

    private static string? Complaint(IConfigurationSection language)
    {
        if (language.Key.Length != 2 || !language.Key.All(char.IsAsciiLetterLower)) return $"{language.Path}: a language has two small letters, such as de (ISO 639-1).";
        var wrong = language.GetChildren().FirstOrDefault(static text => text.Value is not { Length: > 0 and <= LongestText });
        return wrong is null ? null : $"{wrong.Path}: the text of a command in a menu has 1 to {LongestText} characters.";
    }

    [JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
    private sealed partial class MenuJson : JsonSerializerContext;
}
