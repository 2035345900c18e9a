using System.ComponentModel.DataAnnotations;
using System.Text;
using Bots.Sessions.Http;
using Bots.Sessions.Tokens;

namespace Bots.BotHost.Api;

/// <summary>The HTTP API for programs: <c>/agent</c>, <c>/sessions</c> and <c>/tokens</c>.</summary>
internal sealed class ApiOptions : IValidatableObject
{
    /// <summary>Whether the API is served.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Opens everything to whoever sends it (<c>Authorization: Bearer …</c>). Without one only this machine is let in, and not to the
    /// sessions of chat users.</summary>
    public string Key { get; set; } = "";

    /// <summary>The agent that answers.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Api:Agent is empty; name one of the agents below Agents, or remove the line.")]
    public string Agent { get; set; } = "default";

    /// <summary>The keys that sign session tokens, by id.</summary>
    public Dictionary<string, string> TokenKeys { get; set; } = [];

    /// <summary>The id of the key that signs new tokens; the others are still accepted.</summary>
    public string TokenKey { get; set; } = "";

    /// <summary>The largest request, in bytes.</summary>
    [Range(1_024, 1 << 30)]
    public int MaxRequestBytes { get; set; } = 8 << 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length is > 0 and < 16) yield return new("Api:Key is shorter than 16 characters; make it long and random (openssl rand -hex 32).", [nameof(Key)]);
        if (!HostClient.CanCarry(Key)) yield return new("Api:Key begins or ends in a space, or holds a letter beyond ASCII; no request can send it. Make it of letters and digits (openssl rand -hex 32).", [nameof(Key)]);
        foreach (var (id, key) in TokenKeys)
        {
            if (Encoding.UTF8.GetByteCount(key) < SessionTokens.MinKeyBytes)
                yield return new($"Api:TokenKeys:{id} is shorter than {SessionTokens.MinKeyBytes} bytes; make it long and random (openssl rand -hex 32).", [nameof(TokenKeys)]);
            if (id.Length > 64 || !id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
                yield return new($"Api:TokenKeys:{id} has a name that is longer than 64 characters, or has others than letters, digits, - and _; rename it.", [nameof(TokenKeys)]);
        }

        if (TokenKeys.Count > 0 && !TokenKeys.ContainsKey(TokenKey))
            yield return new($"Api:TokenKey is \"{TokenKey}\"; set it to the name below Api:TokenKeys that signs new tokens.", [nameof(TokenKey)]);
    }
}
