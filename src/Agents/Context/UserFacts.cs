using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents.Context;

/// <summary>What is known about a user: given by the program, and set in the user's state.</summary>
internal sealed record UserFacts(IReadOnlyList<KeyValuePair<string, string>> Profile, IReadOnlyList<KeyValuePair<string, string>> Preferences)
{
    public const string ProfileKey = "profile";
    public const string PreferencesKey = "preferences";

    private static readonly string[] PreferenceKeys = ["language", "timezone", "output_format"];

    public static async Task<UserFacts> ReadAsync(ContextSource source, CancellationToken cancellationToken)
    {
        var profile = new SortedDictionary<string, string>(source.Profile.Where(static value => value.Value is not null).ToDictionary(), StringComparer.Ordinal);
        var preferences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (source.UserId is { Length: > 0 } user && source.Store.Find<ISessionState>() is { } state)
        {
            var values = await state.ListStateAsync(StateScope.User(user), cancellationToken);
            Add(profile, values, ProfileKey);
            foreach (var key in PreferenceKeys.Append(PreferencesKey)) Add(preferences, values, key);
        }

        return new([.. profile], [.. preferences]);
    }

    // An object adds its members, anything else adds itself.
    private static void Add(SortedDictionary<string, string> facts, IReadOnlyDictionary<string, StateValue> values, string key)
    {
        if (!values.TryGetValue(key, out var found) || found.Value is not { } value) return;
        if (value.ValueKind != JsonValueKind.Object) facts[key] = JsonTexts.Of(value);
        else foreach (var member in value.EnumerateObject()) facts[member.Name] = JsonTexts.Of(member.Value);
    }
}
