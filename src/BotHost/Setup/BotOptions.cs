namespace Bots.BotHost.Setup;

/// <summary>One bot account (section <c>Bots:&lt;name&gt;</c>). Platform settings beyond these are read by the platform's own options.</summary>
internal sealed class BotOptions
{
    /// <summary>telegram, discord or web. Default: the account's name.</summary>
    public string? Platform { get; set; }

    /// <summary>The token the platform gave the bot; empty skips the account. A secret.</summary>
    public string Token { get; set => field = value?.Trim() ?? ""; } = "";

    /// <summary>The name of the agent that answers. Default: default.</summary>
    public string Agent { get; set; } = "default";

    /// <summary>Names of further agents that people may choose for a conversation with <c>/model</c>. Default: none.</summary>
    public List<string> Agents { get; set; } = [];

    /// <summary>False turns the account off. Default: true.</summary>
    public bool Enabled { get; set; } = true;
}
