using System.Text;
using System.Text.Json;

namespace Bots.Sessions.Sqlite.State;

/// <summary>What a scope, a key and a value have to be.</summary>
internal static class StateRules
{
    private const int MaxKeyLength = 256;
    private const int MaxValueBytes = 1024 * 1024;

    public static StateScope Check(StateScope scope)
    {
        if (scope.Kind is null) throw new ArgumentException("An empty StateScope names no values; use StateScope.App, User, Session or Shared.", nameof(scope));
        if (scope.Kind is "session" or "shared") SessionId.Check(scope.Owner);
        if (scope.Kind is "user") ArgumentException.ThrowIfNullOrEmpty(scope.Owner, nameof(scope));
        return scope;
    }

    public static string Check(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKeyLength)
            throw new ArgumentException($"The key of a value has at most {MaxKeyLength} characters; this one has {key.Length}.", nameof(key));
        return MessageText.WellFormed(key);
    }

    public static string? Check(JsonElement? value)
    {
        if (value is not { } json) return null;
        if (json.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("The value is not JSON: it was never set.", nameof(value));
        var text = json.GetRawText();
        if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > MaxValueBytes)
            throw new ArgumentException($"A value has at most {MaxValueBytes} bytes of JSON; this one has {bytes}.", nameof(value));
        return text;
    }
}
