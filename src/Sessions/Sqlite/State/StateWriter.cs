using System.Globalization;
using Bots.Sessions.Sqlite.Engine;
using Bots.Sessions.Sqlite.Log;

namespace Bots.Sessions.Sqlite.State;

/// <summary>The changes of state. Each reads and writes in one transaction, so that none is lost.</summary>
internal static class StateWriter
{
    /// <summary>Null when the value has another version than expected.</summary>
    public static long? Set(WriteTransaction transaction, StateChange change)
    {
        EraseExpired(transaction, change.Scope);
        var current = StateTable.Find(transaction.Connection, change.Scope, change.Key);
        var version = current?.Value is null ? 0 : current.Version;
        if (change.ExpectedVersion is { } expected && expected != version) return null;
        CreateSession(transaction, change.Scope);
        return StateTable.Put(transaction, change.Scope, change.Key, change.Value);
    }

    /// <summary>Null when the value is no whole number, or the sum would be none that fits.</summary>
    public static long? Increment(WriteTransaction transaction, StateScope scope, string key, long by)
    {
        EraseExpired(transaction, scope);
        var current = StateTable.Find(transaction.Connection, scope, key)?.Value ?? "0";
        if (!long.TryParse(current, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return null;
        var sum = (Int128)number + by;
        if (sum < long.MinValue || sum > long.MaxValue) return null;
        CreateSession(transaction, scope);
        StateTable.Put(transaction, scope, key, sum.ToString(CultureInfo.InvariantCulture));
        return (long)sum;
    }

    /// <summary>A session's value needs a session; the value is no message, so that the version stays.</summary>
    private static void CreateSession(WriteTransaction transaction, StateScope scope)
    {
        if (scope.Kind is not ("session" or "shared") || SessionTable.Find(transaction.Connection, scope.Owner) is not null) return;
        SessionTable.Create(transaction, scope.Owner, userId: null, agentName: null);
    }

    private static void EraseExpired(WriteTransaction transaction, StateScope scope)
    {
        if (StateTable.IsExpired(transaction.Connection, scope)) SessionEraser.Erase(transaction, scope.Owner);
    }
}

/// <summary>A value to set; null removes it.</summary>
internal sealed record StateChange(StateScope Scope, string Key, string? Value, long? ExpectedVersion);
