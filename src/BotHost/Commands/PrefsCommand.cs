using System.Text.Json;
using System.Text.RegularExpressions;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/prefs [name value]</c>: shows and sets the user's preferences; they hold in all conversations of the user.</summary>
internal sealed partial class PrefsCommand(DeliveryStores stores) : IChatCommand
{
    private static readonly string[] Known = ["language", "timezone", "output_format"];

    public string Name => "prefs";

    public string Description => "your preferences (`/prefs language de`)";

    public bool IsPersonal => true;

    public string? Argument => "language, timezone or output_format, and the value";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var state = stores.Sessions.Require<ISessionState>();
        var scope = StateScope.User(context.Message.UserId);
        var parts = context.Argument.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0) return await ListAsync(state, scope, cancellationToken);
        var name = parts[0].ToLowerInvariant();
        if (!Known.Contains(name)) return TurnDraft.Answer($"There is no preference `{Excerpt.Of(name, 40)}`. I know {Listed()}.");
        if (parts.Length == 1 || parts[1] == "-")
        {
            await state.SetStateAsync(scope, name, null, null, cancellationToken);
            return TurnDraft.Answer($"`{name}` is not set any more.");
        }

        if (Complaint(name, parts[1]) is { } complaint) return TurnDraft.Answer(complaint);
        await state.SetStateAsync(scope, name, JsonSerializer.SerializeToElement(parts[1]), null, cancellationToken);
        return TurnDraft.Answer($"`{name}` is `{parts[1]}` now.");
    }

    private static async Task<TurnDraft> ListAsync(ISessionState state, StateScope scope, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var name in Known)
        {
            var value = await state.GetStateAsync(scope, name, cancellationToken);
            lines.Add($"- `{name}`: {(value?.Value is { ValueKind: JsonValueKind.String } text ? $"`{text.GetString()}`" : "not set")}");
        }

        return TurnDraft.Answer(string.Join('\n', lines) + "\n\n`/prefs language de` sets one, `/prefs language -` removes it.");
    }

    private static string? Complaint(string name, string value) => name switch
    {
        "language" when !LanguageTag().IsMatch(value) => "A language is a tag such as `en`, `de` or `pt-BR`.",
        "timezone" when !TimeZoneInfo.TryFindSystemTimeZoneById(value, out _) => "A time zone is a name such as `Europe/Berlin` or `UTC`.",
        "output_format" when value.Length > 40 || value.Any(char.IsControl) => "An output format is a short word or two, such as `markdown`, `plain` or `bullet points`.",
        _ => null,
    };

    private static string Listed() => string.Join(", ", Known.Select(static name => $"`{name}`"));

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
