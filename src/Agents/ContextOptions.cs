namespace Bots.Agents;

/// <summary>What an agent is shown of a session beside the prompt, as configured under <c>Agents:&lt;name&gt;:Context</c>.</summary>
public sealed class ContextOptions
{
    /// <summary>How many of the newest interactions (a prompt and all that answers it) are shown. Default: 10.</summary>
    public int Interactions { get; set; } = 10;

    /// <summary>Show what fits into so many estimated tokens instead of counting interactions; null to count. Default: null.</summary>
    public int? Tokens { get; set; }

    /// <summary>How much is kept word for word when a window by tokens is summarised, at most half of the window. Default: 20,000 tokens.</summary>
    public int KeepTokens { get; set; } = 20_000;

    /// <summary>Let the agent's model summarise what leaves the window, when it can (<see cref="IConversationSummarizer"/>): a window by tokens
    /// when it is full to 80 %, a window by interactions whenever as many as it holds have left it, and either when the model finds it too long. Without
    /// it, what the model finds too long is asked again without its older half. Of named agents in a session (<see cref="ContextSource.Speaker"/>) nothing is summarised
    /// but what the model finds too long, for that turn. Default: true.</summary>
    public bool Summarize { get; set; } = true;

    /// <summary>Tell the agent profile, preferences, recent topics, duration and count of interactions. Default: true.</summary>
    public bool Describe { get; set; } = true;

    /// <summary>How many recent topics are told. Default: 5.</summary>
    public int Topics { get; set; } = 5;

    /// <summary>The longest tool result shown of earlier interactions, in characters; what is beyond is left out of the request, not of the history. When a request
    /// does not fit into the model, the results of the present answer are cut to it as well, for the model alone. Default: 2,000.</summary>
    public int ToolResultLength { get; set; } = 2_000;

    /// <summary>For options that a program sets in code; those of the configuration are checked at start, more strictly.</summary>
    /// <exception cref="ArgumentException">A number cannot be; the message names it.</exception>
    internal void Check()
    {
        AtLeast(1, Interactions, nameof(Interactions));
        AtLeast(1, Tokens ?? 1, nameof(Tokens));
        AtLeast(0, KeepTokens, nameof(KeepTokens));
        AtLeast(0, Topics, nameof(Topics));
        AtLeast(0, ToolResultLength, nameof(ToolResultLength));
    }

    private static void AtLeast(int least, int value, string name)
    {
        if (value < least) throw new ArgumentException($"Context.{name} is {value}; use {least} or more{(name == nameof(Tokens) ? ", or null to count interactions" : "")}.", name);
    }
}
