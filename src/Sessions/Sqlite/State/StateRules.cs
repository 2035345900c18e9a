using System.Text.Json;

namespace Bots.Sessions.Sqlite.State;

/// <summary>What a scope, a key and a value have to be.</summary>
internal static class StateRules
{
    public static StateScope Check(StateScope scope)
    {
        if (scope.Kind is null) throw new ArgumentException("An empty StateScope names no values; use StateScope.App, User, Session or Shared.", nameof(scope));
        if (scope.Kind is "session" or "shared") SessionId.Check(scope.Owner);
        if (scope.Kind is "user") ArgumentException.ThrowIfNullOrEmpty(scope.Owner, nameof(scope));
        return scope;
    }

    public static string Check(string key) => ScopedValues.CheckKey(key);

    public static string? Check(JsonElement? value) => ScopedValues.CheckValue(value)?.GetRawText();
}
