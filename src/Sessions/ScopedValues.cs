using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Bots.Sessions;

/// <summary>The values of one scope with their last changes. Immutable: a change gives a new table. The rules of <see cref="ISessionState"/> for stores that hold a scope at once.</summary>
internal sealed class ScopedValues
{
    /// <summary>How many changes of a value are kept.</summary>
    public const int HistoryKept = 100;

    private const int MaxKey = 256;
    private const int MaxValueBytes = 1 << 20;

    private ScopedValues(ImmutableSortedDictionary<string, ImmutableList<StateValue>> changes) => Changes = changes;

    /// <summary>A scope in which nothing was ever set.</summary>
    public static ScopedValues Empty { get; } = new(ImmutableSortedDictionary.Create<string, ImmutableList<StateValue>>(StringComparer.Ordinal));

    /// <summary>The changes of each key, oldest first.</summary>
    public ImmutableSortedDictionary<string, ImmutableList<StateValue>> Changes { get; }

    /// <summary>The values that are set, by key.</summary>
    public IReadOnlyDictionary<string, StateValue> Values =>
        Changes.Where(static pair => pair.Value[^1].Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value[^1], StringComparer.Ordinal);

    /// <summary>The values that are set, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Texts => Values.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value.GetRawText(), StringComparer.Ordinal);

    public static ScopedValues Of(IEnumerable<KeyValuePair<string, ImmutableList<StateValue>>> changes) => new(Empty.Changes.SetItems(changes));

    /// <summary>Returns the key when it is one.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or holds half a character.</exception>
    public static string CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKey) throw new ArgumentException($"A key has at most {MaxKey} characters; this one has {key.Length}.", nameof(key));
        return ReferenceEquals(MessageText.WellFormed(key), key) ? key : throw new ArgumentException("The key holds half a character (a lone surrogate).", nameof(key));
    }

    /// <summary>Returns a copy of the value that nobody can take away, well formed.</summary>
    /// <exception cref="ArgumentException">It is too large or undefined.</exception>
    public static JsonElement? CheckValue(JsonElement? value)
    {
        if (value is not { } given) return null;
        if (given.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("An undefined value cannot be kept; use null to remove one.", nameof(value));
        var bytes = Encoding.UTF8.GetByteCount(given.GetRawText());
        return bytes <= MaxValueBytes ? MessageText.WellFormed(given).Clone() : throw new ArgumentException($"A value has at most {MaxValueBytes} bytes of JSON; this one has {bytes}.", nameof(value));
    }

    /// <summary>The key under which the text of a value is kept that is no JSON.</summary>
    public static string AsideOf(string key)
    {
        const string Ending = " (unreadable)";
        return MessageText.WellFormed(key[..Math.Min(key.Length, MaxKey - Ending.Length)]) + Ending;
    }

    public StateValue? Get(string key) => Changes.TryGetValue(key, out var changes) && changes[^1].Value is not null ? changes[^1] : null;

    public IReadOnlyList<StateValue> History(string key, int limit) =>
        Changes.TryGetValue(key, out var changes) ? [.. changes.Reverse().Take(Math.Max(0, limit))] : [];

    /// <summary>The table after a change, and the value's version; a null table when the value has another version than expected.</summary>
    public (ScopedValues? Table, long Version) Set(string key, JsonElement? value, long? expectedVersion, DateTimeOffset now)
    {
        if (expectedVersion is { } expected && expected != (Get(key)?.Version ?? 0)) return (null, 0);
        var before = Changes.GetValueOrDefault(key, []);
        var version = (before.IsEmpty ? FirstVersion(now) : before[^1].Version) + 1;
        var after = before.Add(new(value, version, now));
        return (new(Changes.SetItem(key, after.Count > HistoryKept ? after.RemoveAt(0) : after)), version);
    }

    /// <summary>The table after adding to a number, and the sum.</summary>
    /// <exception cref="InvalidOperationException">The value is no whole number, or the sum is none that fits.</exception>
    public (ScopedValues Table, long Sum) Increment(string key, long by, DateTimeOffset now)
    {
        var before = Get(key) is { Value: { } value } ? WholeNumber(key, value) : 0;
        var sum = unchecked(before + by);
        if ((sum > before) != (by > 0) && by != 0) throw new InvalidOperationException($"{key} would not fit into 64 bits.");
        return (Set(key, JsonSerializer.SerializeToElement(sum), null, now).Table!, sum);
    }

    /// <summary>A table in which these values are set for the first time.</summary>
    public static ScopedValues New(IReadOnlyDictionary<string, string> texts, DateTimeOffset now) =>
        Empty.Restore(texts.ToDictionary(static pair => pair.Key, static pair => JsonElement.Parse(pair.Value, new JsonDocumentOptions { MaxDepth = 4_096 }), StringComparer.Ordinal), now);

    /// <summary>The table with exactly these values set; what differs counts as a change.</summary>
    public ScopedValues Restore(IReadOnlyDictionary<string, JsonElement> values, DateTimeOffset now)
    {
        var table = this;
        foreach (var key in Values.Keys.Where(key => !values.ContainsKey(key))) table = table.Set(key, null, null, now).Table!;
        foreach (var (key, value) in values)
        {
            if (table.Get(key) is not { Value: { } same } || !JsonElement.DeepEquals(same, value)) table = table.Set(key, value, null, now).Table!;
        }

        return table;
    }

    /// <summary>The values that were ever set, as far as they are kept.</summary>
    public IEnumerable<ValueMark> Marks() => Changes.SelectMany(static key => key.Value.Select(static change => change.Value).OfType<JsonElement>().Select(value => ValueMark.Of(key.Key, value))).Distinct();

    /// <summary>The table without these values, also where they are history; a key that keeps none is as if it was never set.</summary>
    public ScopedValues Without(IReadOnlySet<ValueMark> values)
    {
        var changes = Changes;
        foreach (var key in values.Select(static value => value.Key).Distinct(StringComparer.Ordinal))
        {
            if (!changes.TryGetValue(key, out var all)) continue;
            var others = all.RemoveAll(change => change.Value is { } value && values.Contains(ValueMark.Of(key, value)));
            changes = others.Any(static change => change.Value is not null) ? changes.SetItem(key, others) : changes.Remove(key);
        }

        return ReferenceEquals(changes, Changes) ? this : new(changes);
    }

    /// <summary>What the versions of a key begin above that has none: the time in microseconds, so that a value that was erased and set again is never
    /// taken for the one there was before.</summary>
    public static long FirstVersion(DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static long WholeNumber(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw new InvalidOperationException($"{key} is no whole number that can be added to; set it to one first.");
}
