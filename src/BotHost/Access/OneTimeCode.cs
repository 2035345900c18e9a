using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Bots.BotHost.Access;

/// <summary>Codes that people read and type: eight characters without those that look alike.</summary>
internal static class OneTimeCode
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 8;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>A new code: forty random bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The code in two halves, for people.</summary>
    public static string Shown(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";

    /// <summary>What was typed as a code; null when it has not the shape of one.</summary>
    public static string? Read(string typed)
    {
        var code = string.Concat(typed.Where(static c => c is not ('-' or ' '))).ToUpperInvariant();
        return code.Length == Length && !code.AsSpan().ContainsAnyExcept(Characters) ? code : null;
    }

    /// <summary>What is kept of a code.</summary>
    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    /// <summary>Whether a code has this hash; takes the same time for every code.</summary>
    public static bool Matches(string code, string hash) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(HashOf(code)), Encoding.UTF8.GetBytes(hash));
}
