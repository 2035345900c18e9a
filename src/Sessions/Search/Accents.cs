using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Bots.Sessions.Search;

/// <summary>Takes accents off letters as SQLite's full-text index does, on any machine: normalization needs data that is not installed everywhere.</summary>
internal static class Accents
{
    private static readonly FrozenDictionary<char, char> Plain = new[]
    {
        "aàáâãäåāăąǎǟǻȁȃȧḁạảấầẩẫậắằẳẵặ", "bḃḅḇ", "cçćĉċčḉ", "dďḋḍḏḑḓ", "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "fḟ", "gĝğġģǧǵḡ", "hĥȟḣḥḧḩḫẖ",
        "iìíîïĩīĭįǐȉȋḭḯỉị", "jĵǰ", "kķǩḱḳḵ", "lĺļľḷḹḻḽ", "mḿṁṃ", "nñńņňǹṅṇṉṋ", "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ", "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ", "sśŝşšſșṡṣṥṧṩẛ", "tţťțṫṭṯṱẗ", "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự", "vṽṿ", "wŵẁẃẅẇẉẘ", "xẋẍ", "yýÿŷȳẏẙỳỵỷỹ", "zźżžẑẓẕ",
        "βϐ", "εϵ", "θϑ", "ι\u1fbe", "κϰ", "μ\u00b5", "πϖ", "ρϱ", "σς", "φϕ",
    }.SelectMany(static letters => letters.Skip(1).Select(accented => (accented, letters[0]))).ToFrozenDictionary(static pair => pair.accented, static pair => pair.Item2);

    /// <summary>The word in lower case without accents.</summary>
    public static string Without(string word)
    {
        if (Ascii.IsValid(word)) return word;
        var plain = new StringBuilder(word.Length);
        foreach (var character in word)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark) plain.Append(Plain.GetValueOrDefault(character, character));
        }

        return plain.ToString();
    }
}
