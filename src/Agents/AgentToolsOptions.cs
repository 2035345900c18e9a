namespace Bots.Agents;

/// <summary>Which tools an agent may use and how far, as configured under <c>Agents:&lt;name&gt;:Tools</c>.</summary>
public sealed class AgentToolsOptions
{
    /// <summary>The names of the tools the model may call, <c>*</c> standing for any characters (<c>read_*</c>); a tool of a server also answers to
    /// <c>server/tool</c>. Empty allows every tool that is registered or offered by a configured server. Default: empty.</summary>
    public IList<string> Allow { get; } = [];

    /// <summary>How often within one answer the model may be shown results and asked again. After that it must answer without tools. Default: 8.</summary>
    public int MaxRounds { get; set; } = 8;

    /// <summary>How many calls one answer may make in all; the model is told of those beyond. Default: 32.</summary>
    public int MaxCalls { get; set; } = 32;

    /// <summary>How long one call may take; then it is cut and the model is told. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call of a certain tool may take, by the name under which the model calls it, in place of <see cref="Timeout"/>.</summary>
    public IDictionary<string, TimeSpan> Timeouts { get; } = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest result in characters; what is beyond is cut and the model is told. Default: 20,000.</summary>
    public int MaxResultLength { get; set; } = 20_000;

    /// <summary>The tool servers by name (Model Context Protocol). They are started or connected with the first request.</summary>
    public IDictionary<string, ToolServerOptions> Servers { get; } = new Dictionary<string, ToolServerOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One tool server: a program to start (<see cref="Command"/>) or an address to connect to (<see cref="Url"/>).</summary>
public sealed class ToolServerOptions
{
    /// <summary>The program that speaks the protocol on its standard input and output. One that writes a line of more than 16 MB is ended (not on Windows), and started
    /// again with the next request.</summary>
    public string Command { get; set; } = "";

    /// <summary>Its arguments, one per entry.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Its environment variables, beside the harmless ones such as PATH; the host's own (with its secrets) are not passed on.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its working directory; the host's when empty.</summary>
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The address of a server that speaks the protocol over HTTP.</summary>
    public string Url { get; set; } = "";

    /// <summary>Headers for every request to <see cref="Url"/>, such as Authorization; secrets, never logged.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
