using System.Text.Json;

namespace Bots.Sessions;

/// <summary>What a scope, a key and a value have to be, in every store.</summary>
internal static class StateRules
{
    /// <summary>Returns the scope when it names somebody's values.</summary>
    /// <exception cref="ArgumentException">It is unset, or its owner is none.</exception>
    public static StateScope Check(StateScope scope)
    {
        if (scope.Kind is null) throw new ArgumentException("An empty StateScope names no values; use StateScope.App, User, Session or Shared.", nameof(scope));
        if (scope.Kind is "session" or "shared") SessionId.Check(scope.Owner);
        if (scope.Kind is "user") CheckUser(scope.Owner);
        return scope;
    }

    public static string Check(string key) => ScopedValues.CheckKey(key);

    public static string? Check(JsonElement? value) => ScopedValues.CheckValue(value)?.GetRawText();

    private static void CheckUser(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId, "scope");
        if (!ReferenceEquals(MessageText.WellFormed(userId), userId)) throw new ArgumentException("The user id holds half a character (a lone surrogate).", nameof(userId));
    }
}
