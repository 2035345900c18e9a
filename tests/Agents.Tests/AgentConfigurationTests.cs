using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bots.Agents.Tests;

public sealed class AgentConfigurationTests
{
    [Fact]
    public async Task Without_configuration_there_is_an_offline_default()
    {
        var agent = Catalog().Find("default")!;

        Assert.Equal(["default"], Catalog().Names);
        Assert.Equal(("offline", "", 10_000), (agent.Provider, agent.Model, agent.HistoryMessages));
        Assert.Contains("Alice", await agent.AskAsync("My name is Alice"), StringComparison.Ordinal);
    }

    [Fact]
    public void Agents_are_read_from_their_sections()
    {
        var catalog = Catalog(("Agents:support:Provider", "OpenAI"), ("Agents:support:Model", "small"), ("Agents:support:ApiKey", "sk-1"), ("Agents:home:HistoryMessages", "7"));

        Assert.Equal(["home", "support"], catalog.Names.Order());
        Assert.Equal(("small", null), (catalog.Find("SUPPORT")!.Model, catalog.Find("support")!.HistoryMessages));
        Assert.Equal(7, catalog.Find("home")!.HistoryMessages);
        Assert.Null(catalog.Find("nobody"));
    }

    [Fact]
    public void Defaults_are_what_the_documentation_says()
    {
        var options = new AgentOptions();

        Assert.Equal(("offline", "", "You are a helpful assistant with memory.", "", ""), (options.Provider, options.Model, options.Instructions, options.Endpoint, options.ApiKey));
        Assert.Equal((null, null, TimeSpan.FromSeconds(100), 2, false, null), (options.MaxOutputTokens, options.Temperature, options.Timeout, options.Retries, options.CachePrompt, options.HistoryMessages));
        var context = options.Context;
        Assert.Equal((10, null, 20_000, true, true, 5, 2_000), (context.Interactions, context.Tokens, context.KeepTokens, context.Summarize, context.Describe, context.Topics, context.ToolResultLength));
        Assert.Equal((5, null, null), (new SessionOptions().CheckpointEvery, new SessionOptions().HistoryMessages, new SessionOptions().Context));
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_with_key_and_remedy()
    {
        var errors = ErrorsOf(
            ("Agents:a:Provider", "opnai"), ("Agents:a:Retries", "99"),
            ("Agents:b:Provider", "openai"),
            ("Agents:c:Provider", "anthropic"), ("Agents:c:Model", "m"), ("Agents:c:ApiKey", "sk 1\n"), ("Agents:c:Endpoint", "localhost"), ("Agents:c:Temperature", "1"),
            ("Agents:d:MaxOutputTokens", "many"), ("Agents:e:Timeout", "00:00:00"), ("Agents:e:HistoryMessages", "0"));

        Assert.Contains("Agents:a:Provider is \"opnai\"; use one of: offline, openai, anthropic.", errors);
        Assert.Contains("Agents:a:Retries is 99; use 0 to 10.", errors);
        Assert.Contains("Agents:b:Model is empty; name a model that the provider offers in appsettings.json or as Agents__b__Model.", errors);
        Assert.Contains("Agents:b:ApiKey is empty; set it in appsettings.json or as Agents__b__ApiKey.", errors);
        Assert.Contains(errors, static error => error.StartsWith("Agents:c:ApiKey holds a space", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.StartsWith("Agents:c:Endpoint is no web address", StringComparison.Ordinal));
        Assert.Contains("Agents:c:Temperature does not exist at anthropic; leave it out.", errors);
        Assert.Contains(errors, static error => error.Contains("Agents:d:MaxOutputTokens", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.StartsWith("Agents:e:Timeout", StringComparison.Ordinal));
        Assert.Contains("Agents:e:HistoryMessages is 0; use 1 or more, or leave it out.", errors);
        Assert.DoesNotContain(errors, static error => error.Contains("sk 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_about_tools_are_reported_with_key_and_remedy()
    {
        var errors = ErrorsOf(
            ("Agents:a:Tools:MaxRounds", "0"), ("Agents:a:Tools:MaxCalls", "0"), ("Agents:a:Tools:Timeout", "00:00:00"), ("Agents:a:Tools:Timeouts:slow", "00:00:00"), ("Agents:a:Tools:MaxResultLength", "1"),
            ("Agents:a:Tools:Servers:none:WorkingDirectory", "/"), ("Agents:a:Tools:Servers:both:Command", "x"), ("Agents:a:Tools:Servers:both:Url", "http://x"), ("Agents:a:Tools:Servers:bad:Url", "x"));

        Assert.Contains("Agents:a:Tools:MaxRounds is 0; use 1 or more.", errors);
        Assert.Contains("Agents:a:Tools:MaxCalls is 0; use 1 or more.", errors);
        Assert.Contains("Agents:a:Tools:MaxResultLength is 1; use 100 or more.", errors);
        Assert.Contains(errors, static error => error.StartsWith("Agents:a:Tools:Timeout must be", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.StartsWith("Agents:a:Tools:Timeouts:slow is", StringComparison.Ordinal));
        Assert.Contains("Agents:a:Tools:Servers:none needs either Command (a program to start) or Url (an address to connect to).", errors);
        Assert.Contains("Agents:a:Tools:Servers:both needs either Command (a program to start) or Url (an address to connect to).", errors);
        Assert.Contains("Agents:a:Tools:Servers:bad:Url is no web address; write it like http://localhost:3001/mcp.", errors);
    }

    [Fact]
    public void Tool_defaults_are_what_the_documentation_says()
    {
        var tools = new AgentToolsOptions();

        Assert.Equal((8, 32, TimeSpan.FromSeconds(30), 20_000), (tools.MaxRounds, tools.MaxCalls, tools.Timeout, tools.MaxResultLength));
        Assert.Empty(tools.Allow);
        Assert.Empty(tools.Servers);
    }

    [Fact]
    public void A_local_server_needs_no_key() =>
        Assert.Empty(ErrorsOf(("Agents:default:Provider", "openai"), ("Agents:default:Model", "llama"), ("Agents:default:Endpoint", "http://localhost:11434/v1")));

    [Fact]
    public void An_agent_that_is_named_elsewhere_must_be_configured()
    {
        var services = Services([("Agents:home:Provider", "offline")]);
        services.Configure<AgentsOptions>(static options =>
        {
            options.References.Add(new("Bots:telegram:Agent", "support"));
            options.References.Add(new("Bots:web:Agent", "HOME"));
        });

        var error = Assert.Single(Assert.Throws<OptionsValidationException>(() => services.BuildServiceProvider().GetRequiredService<IOptions<AgentsOptions>>().Value).Failures);

        Assert.Equal("Bots:telegram:Agent names the agent \"support\", which is not configured; add Agents:support or use one of: home.", error);
    }

    [Fact]
    public void Mistakes_stop_the_start()
    {
        var provider = Services([("Agents:a:Provider", "opnai")]).BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
    }

    private static IAgentCatalog Catalog(params (string Key, string Value)[] settings) =>
        Services(settings).BuildServiceProvider().GetRequiredService<IAgentCatalog>();

    private static IEnumerable<string> ErrorsOf(params (string Key, string Value)[] settings)
    {
        try
        {
            _ = Services(settings).BuildServiceProvider().GetRequiredService<IOptions<AgentsOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures;
        }
    }

    private static ServiceCollection Services((string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
        services.AddAgents();
        return services;
    }
}
