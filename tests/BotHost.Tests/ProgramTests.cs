using Bots.HostUnderTest;

namespace Bots.BotHost.Tests;

/// <summary>The program as an operator meets it, in a process of its own.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Every_mistake_in_the_configuration_is_told_at_once_and_with_its_key()
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path,
            ("Sessions:Store", "mongo"), ("Turns:Timeout", "abc"), ("Turns:MaxConcurrent", "0"), ("Bots:web:Agent", "nobody"), ("Agents:default:Provider", "gpt"), ("Sessions:Json:MaxMessages", "0"));
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        foreach (var key in new[] { "Sessions:Store is \"mongo\"; set it to sqlite, json or memory", "Turns:Timeout is \"abc\"", "Turns:MaxConcurrent", "Bots:web:Agent", "Agents:default:Provider", "Sessions:Json:MaxMessages" })
            Assert.Contains(key, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_of_Discord_accounts_is_told_at_the_start_without_any_token()
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"), ("Bots:discord:Token", "secret-1"), ("Bots:support:Platform", "discord"), ("Bots:support:Token", "secret-1"),
            ("Bots:discord:Access:Block:Guilds", "telegram_3"), ("Bots:third:Platform", "discord"), ("Bots:third:Token", "secret 2"), ("Bots:third:BaseUrl", "ftp://x"));
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        foreach (var told in new[] { "Bots:support:Token is that of Bots:discord", "Bots:discord:Access:Block:Guilds holds \"telegram_3\"", "Bots:third:Token", "Bots:third:BaseUrl" })
            Assert.Contains(told, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "nonsense", "--urls")]
    [InlineData("Bots:web2:Platform", "web", "Bots:web2: one web chat per host")]
    [InlineData("Host:DataPath", "/proc/nowhere", "Host:DataPath")]
    public async Task A_host_that_cannot_start_says_why_and_what_to_do(string key, string value, string advice)
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Sessions:Store", "memory"), (key, value));
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains(advice, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), "{ \"Sessions\": { bad");

        await using var host = await HostProcess.StartAsync(folder.Path);
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains("appsettings.json", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_stops_the_start_with_advice_and_stays_as_it_was()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        var file = Path.Combine(folder.Path, "data", "sessions.db");
        var text = string.Concat(Enumerable.Repeat("This is a shopping list. ", 100));
        await File.WriteAllTextAsync(file, text);

        await using var host = await HostProcess.StartAsync(folder.Path);
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains("Sessions:Sqlite:Path", host.Output, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task The_web_chat_remembers_across_a_stop_and_a_start(string store)
    {
        using var folder = new TempFolder();
        using var scene = new WebScene(users: 1);
        (string, string)[] settings = [("Sessions:Store", store), .. scene.Settings];
        var alice = scene.People[0];

        await using (var host = await HostProcess.StartAsync(folder.Path, settings))
        {
            await alice.SayAsync("My name is Alice");
            await alice.AnswerAsync(1);
            await alice.SayAsync("I prefer Python over JavaScript");
            await alice.AnswerAsync(2);
            await host.StopAsync();
            Assert.Equal(0, host.ExitCode);
        }

        await using var next = await HostProcess.StartAsync(folder.Path, settings);
        await alice.SayAsync("What's my name?");
        Assert.Contains("Alice", await alice.AnswerAsync(3), StringComparison.Ordinal);
        await alice.SayAsync("What's my favourite programming language?");
        Assert.Contains("Python", await alice.AnswerAsync(4), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_banner_says_what_is_on_and_health_says_that_it_works()
    {
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Bots:support:Platform", "telegram"));

        Assert.Contains("telegram   off (no token; set Bots:telegram:Token or Bots__telegram__Token)", host.Output, StringComparison.Ordinal);
        Assert.Contains("support    off (no token", host.Output, StringComparison.Ordinal);
        Assert.Contains("web        on, answered by default (offline)", host.Output, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new(host.Url!) };
        Assert.Contains("store: Up", await client.GetStringAsync("/readyz"), StringComparison.Ordinal);
        Assert.Contains("web: Up", await client.GetStringAsync("/healthz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_Telegram_rejects_is_explained_and_the_web_chat_goes_on()
    {
        await using var telegram = await Fakes.Telegram.FakeTelegram.StartAsync();
        using var folder = new TempFolder();

        await using var host = await HostProcess.StartAsync(folder.Path, ("Bots:telegram:Token", "424242:wrong-and-secret"), ("Bots:telegram:BaseUrl", telegram.BaseUrl));
        await Fakes.Eventually.TrueAsync(() => host.Output.Contains("ERROR telegram", StringComparison.Ordinal), "the explanation");

        Assert.Contains("Bots:telegram:Token", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-and-secret", host.Output, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new(host.Url!) };
        Assert.Contains("<html", await client.GetStringAsync("/"), StringComparison.Ordinal);
    }
}
