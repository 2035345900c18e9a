namespace Bots.BotHost.Cli;

/// <summary>Tells settings (<c>--Sessions:Store=json</c>, <c>--urls http://…</c>) from the words of a command.</summary>
internal static class SettingArguments
{
    /// <summary>The settings, as the configuration reads them, and everything else.</summary>
    public static (string[] Settings, string[] Words) Split(string[] args)
    {
        var (settings, words) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length) settings.Add(args[++i]);
        }

        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal)) return false;
        var key = argument.AsSpan(2);
        if (key.IndexOf('=') is >= 0 and var end) key = key[..end];
        return key.Contains(':') || key.Equals("urls", StringComparison.OrdinalIgnoreCase);
    }
}
