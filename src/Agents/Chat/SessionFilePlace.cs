using System.Text.Json;

namespace Bots.Agents.Chat;

/// <summary>What holds everywhere in a saved session; errors name the place.</summary>
internal static class SessionFilePlace
{
    /// <summary>The value has to be an object without a name that stands there twice: nobody could say which of the two was meant.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void CheckObject(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new FormatException($"{place} is not an object.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            if (!names.Add(NameOf(member, place))) throw new FormatException($"{place} has \"{member.Name}\" twice.");
    }

    /// <summary>Reads every name and every text once: JSON may spell half a character, which is found out only then.</summary>
    /// <exception cref="FormatException">It does.</exception>
    public static void CheckTexts(JsonElement value, string place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                TextOf(value, place);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index()) CheckTexts(item, $"{place}[{index}]");
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) CheckTexts(member.Value, $"{place}.{NameOf(member, place)}");
                break;
        }
    }

    /// <summary>The text of a string.</summary>
    /// <exception cref="FormatException">It holds half a character.</exception>
    public static string TextOf(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{place} holds half a character (a lone surrogate).");
        }
    }

    private static string NameOf(JsonProperty member, string place)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{place} has a name that holds half a character (a lone surrogate).");
        }
    }
}
