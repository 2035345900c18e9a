using System.Security.Cryptography;
using System.Text;

namespace Bots.Sessions.Memories;

/// <summary>The rules that every store applies to a memory before it keeps it.</summary>
internal static class MemoryRules
{
    private const int MaxText = 8_000;

    /// <summary>Returns the user's id when it is one.</summary>
    /// <exception cref="ArgumentException">It is missing, empty, or holds a lone surrogate, so that two users could look the same in a file.</exception>
    public static string CheckUser(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return ReferenceEquals(MessageText.WellFormed(userId), userId)
            ? userId
            : throw new ArgumentException("The user id holds half a character (a lone surrogate).", nameof(userId));
    }

    /// <summary>Returns the memory as it is kept: text well formed and trimmed, times set and cut to the microsecond.</summary>
    /// <exception cref="ArgumentException">It cannot be one.</exception>
    public static NewMemory Check(NewMemory memory, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentException.ThrowIfNullOrWhiteSpace(memory.Text, nameof(memory));
        if (memory.Text.Length > MaxText)
            throw new ArgumentException($"A memory has at most {MaxText} characters; this one has {memory.Text.Length}. Keep one statement in each.", nameof(memory));
        CheckPart(memory.Importance, nameof(NewMemory.Importance));
        CheckPart(memory.Quality, nameof(NewMemory.Quality));
        if (memory.Source is { } source) SessionId.Check(source.SessionId);
        return memory with
        {
            Text = MessageText.WellFormed(memory.Text).Trim(),
            ObservedAt = MessageText.ToMicroseconds(memory.ObservedAt ?? now),
            ExpiresAt = memory.ExpiresAt is { } end ? MessageText.ToMicroseconds(end) : null,
            Metadata = memory.Metadata.Values.IsEmpty ? MessageMetadata.Empty : new() { Values = memory.Metadata.Values },
            Embedding = memory.Embedding.ToArray(),
        };
    }

    /// <summary>A new id.</summary>
    public static string NewId() => $"mem_{Guid.NewGuid():N}";

    /// <summary>Texts are the same when this is: case, white space and punctuation at the end aside. A hash, so that its length is bounded.</summary>
    public static string SameAs(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var end = words.Length;
        while (end > 0 && (char.IsPunctuation(words[end - 1]) || words[end - 1] == ' ')) end--;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((end > 0 ? words[..end] : words).ToUpperInvariant())));
    }

    /// <summary>What becomes of a kept memory when the same text comes again.</summary>
    public static NewMemory Raised(NewMemory kept, NewMemory again) => kept with
    {
        Importance = Math.Max(kept.Importance, again.Importance),
        Quality = Math.Max(kept.Quality, again.Quality),
        Embedding = kept.Embedding.IsEmpty ? again.Embedding : kept.Embedding,
    };

    /// <summary>The memory as it stands at this time: it may have expired meanwhile.</summary>
    public static UserMemory At(UserMemory memory, DateTimeOffset now) =>
        memory.Content.ExpiresAt is { } end && end <= now && !(memory.InvalidAt <= end) ? memory with { InvalidAt = end } : memory;

    private static void CheckPart(double value, string name)
    {
        if (value is not (>= 0 and <= 1)) throw new ArgumentException($"{name} is {value}; give a number from 0 to 1.", name);
    }
}
