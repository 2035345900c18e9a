using Microsoft.Extensions.Options;

namespace Bots.Agents;

/// <summary>Finds everything that is wrong with the configured agents at once; each message names the key and the remedy.</summary>
internal sealed class AgentsOptionsValidator : IValidateOptions<AgentsOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentsOptions options)
    {
        var errors = options.BindingErrors
            .Concat(options.Agents.SelectMany(static pair => Check($"Agents:{pair.Key}", pair.Value)))
            .Concat(options.References.Where(reference => !options.Agents.ContainsKey(reference.AgentName)).Select(reference => Unknown(reference, options)))
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Check(string key, AgentOptions agent)
    {
        var provider = AgentProvider.Find(agent.Provider);
        if (provider is null)
            yield return $"{key}:Provider is \"{agent.Provider}\"; use one of: {string.Join(", ", AgentProvider.Names)}.";
        foreach (var error in (provider?.NeedsModel == true ? CheckModel(key, agent, provider) : []).Concat(CheckNumbers(key, agent)).Concat(CheckContext($"{key}:Context", agent.Context)).Concat(CheckTools($"{key}:Tools", agent.Tools)))
            yield return error;
    }

    private static IEnumerable<string> CheckModel(string key, AgentOptions agent, AgentProvider provider)
    {
        if (string.IsNullOrWhiteSpace(agent.Model))
            yield return $"{key}:Model is empty; name a model that the provider offers {Where(key, "Model")}.";
        if (agent.Endpoint.Length > 0 && !IsWebAddress(agent.Endpoint))
            yield return $"{key}:Endpoint is no web address; write it like http://localhost:11434/v1, or leave it empty for {provider.Name}'s own.";
        if (agent.ApiKey.Length == 0 && agent.Endpoint.Length == 0)
            yield return $"{key}:ApiKey is empty; set it {Where(key, "ApiKey")}.";
        if (agent.ApiKey.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c > '~'))
            yield return $"{key}:ApiKey holds a space, a line break or a special character; copy the key again.";
    }

    private static IEnumerable<string> CheckNumbers(string key, AgentOptions agent)
    {
        if (agent.MaxOutputTokens is < 1)
            yield return $"{key}:MaxOutputTokens is {agent.MaxOutputTokens}; use 1 or more, or leave it out.";
        if (agent.Temperature is < 0 or > 2 or float.NaN)
            yield return $"{key}:Temperature must be between 0 and 2; change it or leave it out.";
        else if (agent.Temperature is not null && agent.Provider.Equals("anthropic", StringComparison.OrdinalIgnoreCase))
            yield return $"{key}:Temperature does not exist at anthropic; leave it out.";
        if (agent.Timeout <= TimeSpan.Zero || agent.Timeout > TimeSpan.FromDays(1))
            yield return $"{key}:Timeout must be longer than nothing and at most a day; write it like 00:01:40.";
        if (agent.Retries is < 0 or > 10)
            yield return $"{key}:Retries is {agent.Retries}; use 0 to 10.";
        if (agent.HistoryMessages is < 1)
            yield return $"{key}:HistoryMessages is {agent.HistoryMessages}; use 1 or more, or leave it out.";
    }

    private static IEnumerable<string> CheckContext(string key, ContextOptions context)
    {
        if (context.Interactions < 1) yield return $"{key}:Interactions is {context.Interactions}; use 1 or more.";
        if (context.Tokens is < 1_000) yield return $"{key}:Tokens is {context.Tokens}; use 1000 or more, or leave it out to count interactions.";
        if (context.KeepTokens < 100) yield return $"{key}:KeepTokens is {context.KeepTokens}; use 100 or more.";
        if (context.Topics is < 0 or > 50) yield return $"{key}:Topics is {context.Topics}; use 0 to 50.";
        if (context.ToolResultLength < 100) yield return $"{key}:ToolResultLength is {context.ToolResultLength}; use 100 or more.";
    }

    private static IEnumerable<string> CheckTools(string key, AgentToolsOptions tools)
    {
        if (tools.MaxRounds < 1) yield return $"{key}:MaxRounds is {tools.MaxRounds}; use 1 or more.";
        if (tools.MaxCalls < 1) yield return $"{key}:MaxCalls is {tools.MaxCalls}; use 1 or more.";
        if (tools.MaxResultLength < 100) yield return $"{key}:MaxResultLength is {tools.MaxResultLength}; use 100 or more.";
        if (tools.Timeout <= TimeSpan.Zero || tools.Timeout > TimeSpan.FromDays(1)) yield return $"{key}:Timeout must be longer than nothing and at most a day; write it like 00:00:30.";
        foreach (var (name, own) in tools.Timeouts.Where(static pair => pair.Value <= TimeSpan.Zero || pair.Value > TimeSpan.FromDays(1)))
            yield return $"{key}:Timeouts:{name} is {own}; it must be longer than nothing and at most a day; write it like 00:00:30.";
        foreach (var (name, server) in tools.Servers)
        {
            if (server.Command.Length > 0 == server.Url.Length > 0)
                yield return $"{key}:Servers:{name} needs either Command (a program to start) or Url (an address to connect to).";
            if (server.Url.Length > 0 && !IsWebAddress(server.Url))
                yield return $"{key}:Servers:{name}:Url is no web address; write it like http://localhost:3001/mcp.";
        }
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static string Where(string key, string setting) => $"in appsettings.json or as {key.Replace(":", "__", StringComparison.Ordinal)}__{setting}";

    private static string Unknown(AgentReference reference, AgentsOptions options) =>
        $"{reference.Key} names the agent \"{reference.AgentName}\", which is not configured; add Agents:{reference.AgentName} or use one of: {string.Join(", ", options.Agents.Keys)}.";
}
