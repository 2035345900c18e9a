using Bots.BotHost.Setup;
using Bots.BotHost.Turns;
using Bots.HostUnderTest;
using Microsoft.Extensions.Configuration;

namespace Bots.BotHost.Tests;

/// <summary>Settings that cannot be read, or that nobody reads.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Lease", "abc")]
    [InlineData("MaxConcurrent", "many")]
    public void A_value_that_cannot_be_read_is_told_once(string setting, string value)
    {
        var problems = new ConfigurationProblems();

        Assert.Null(problems.Bind(Configured(($"Turns:{setting}", value)).GetSection("Turns"), typeof(TurnOptions)));

        Assert.StartsWith($"Turns:{setting} is \"{value}\";", Assert.Single(problems.Collect(new NoServices())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_names_no_mode_is_told_with_its_key_and_the_modes()
    {
        var problems = new ConfigurationProblems();

        problems.Bind(Configured(("Turns:WhileBusy", "7")).GetSection("Turns"), typeof(TurnOptions));

        Assert.Contains("Turns:WhileBusy must be Queue, Merge or Interrupt.", Assert.Single(problems.Collect(new NoServices())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Turns:Leese", "Did you mean Turns:Lease?")]
    [InlineData("Bots:discord:Tread", "Did you mean Bots:discord:Threads?")]
    [InlineData("Bots:discord:NativeDrafts", "There are: Access, Agent, Agents,")]
    [InlineData("Bots:support:NativeDraft", "Did you mean Bots:support:NativeDrafts?")]
    [InlineData("Sessions:Stor", "Did you mean Sessions:Store?")]
    [InlineData("Sessions:Postgres:Connection", "There are: Json, Sqlite, Store.")]
    [InlineData("Sessions:Sqlite:Pth", "Did you mean Sessions:Sqlite:Path?")]
    [InlineData("Host:Data", "There are: DataPath.")]
    [InlineData("Agents:clever:Modell", "Did you mean Agents:clever:Model?")]
    [InlineData("Agents:clever:Tools:Server:files:Command", "Did you mean Agents:clever:Tools:Servers?")]
    [InlineData("Agents:clever:Tools:Servers:files:Comand", "Did you mean Agents:clever:Tools:Servers:files:Command?")]
    [InlineData("Analytics:Prices:0:Inputs", "Did you mean Analytics:Prices:0:Input?")]
    [InlineData("Memory:Enable", "Did you mean Memory:Enabled?")]
    public void A_key_that_no_setting_reads_is_found_with_what_may_have_been_meant(string key, string advice)
    {
        var (found, said) = Assert.Single(Find((key, "x")));

        Assert.StartsWith(found, key, StringComparison.Ordinal);
        Assert.StartsWith(advice, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("turns:lease")]
    [InlineData("Bots:discord:Agents:0")]
    [InlineData("Bots:telegram:Access:Allow:Users:0")]
    [InlineData("Agents:clever:Tools:Servers:files:Headers:X-Anything")]
    [InlineData("Agents:clever:Tools:Servers:files:Environment:HOME")]
    [InlineData("Agents:clever:Tools:Timeouts:my_tool")]
    [InlineData("Api:TokenKeys:2026")]
    [InlineData("Menus:de:start")]
    [InlineData("Logging:LogLevel:Bots")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("HOST")]
    [InlineData("TURNS")]
    [InlineData("MEMORY_PRESSURE_WATCH")]
    public void Names_that_people_choose_and_keys_of_others_are_none(string key) => Assert.Empty(Find((key, "x")));

    [Fact]
    public void The_settings_that_come_with_the_program_are_all_known()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

        Assert.NotEmpty(configuration.GetSection("Turns").GetChildren());
        Assert.Empty(UnknownSettings.Find(configuration, Plans(configuration)));
    }

    [Fact]
    public async Task The_host_starts_all_the_same_and_says_so_once()
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"), ("Turns:Leese", "00:00:10"));

        await Bots.Fakes.Eventually.TrueAsync(() => host.Output.Contains("Turns:Leese is no setting and has no effect. Did you mean Turns:Lease?", StringComparison.Ordinal), "the warning");
    }

    private static IReadOnlyList<(string Key, string Advice)> Find(params (string Key, string Value)[] settings)
    {
        var configuration = Configured([("Bots:discord:Platform", "discord"), ("Bots:telegram:Platform", "telegram"), ("Bots:support:Platform", "telegram"), .. settings]);
        return [.. UnknownSettings.Find(configuration, Plans(configuration))];
    }

    private static List<BotPlan> Plans(IConfiguration configuration) =>
        [.. configuration.GetSection("Bots").GetChildren().Select(static section => BotPlan.Read(section, new())!)];

    private static IConfigurationRoot Configured(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value)).Build();

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
