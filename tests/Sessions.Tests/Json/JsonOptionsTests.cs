using Bots.Sessions.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bots.Sessions.Tests.Json;

public sealed class JsonOptionsTests
{
    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Fact]
    public void Defaults_are_as_documented()
    {
        var options = new JsonSessionOptions();

        Assert.Equal(("data/sessions", null, TimeSpan.FromSeconds(30)), (options.Directory, options.MaxMessages, options.LockTimeout));
    }

    [Fact]
    public void The_folder_shared_with_other_programs_has_a_name_of_its_own()
    {
        Assert.Equal(Path.Combine(Home, ".praisonai", "sessions"), new JsonSessionOptions { Directory = "praison" }.FullDirectory);
        Assert.Equal(Path.Combine(Home, "chats"), new JsonSessionOptions { Directory = "~/chats" }.FullDirectory);
        Assert.Equal(Path.GetFullPath("data/sessions"), new JsonSessionOptions().FullDirectory);
    }

    [Fact]
    public void Options_come_from_the_configuration_and_then_from_the_caller()
    {
        using var services = Services(static options => options.MaxMessages = 7, ("Directory", "elsewhere"), ("MaxMessages", "5"), ("LockTimeout", "00:00:01"));

        var options = services.GetRequiredService<IOptions<JsonSessionOptions>>().Value;

        Assert.Equal(("elsewhere", 7, TimeSpan.FromSeconds(1)), (options.Directory, options.MaxMessages, options.LockTimeout));
    }

    [Fact]
    public void Every_bad_value_is_named_at_once_with_what_to_do()
    {
        using var services = Services(null, ("Directory", ""), ("LockTimeout", "00:00:00"), ("MaxMessages", "0"));

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<JsonSessionOptions>>().Value);

        Assert.Equal(3, failure.Failures.Count());
        Assert.All(["Directory is empty; set it", "LockTimeout must lie", "MaxMessages must be 1 or more; leave it out"], key => Assert.Contains($"Sessions:Json:{key}", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_store_is_the_session_store_unless_there_is_one()
    {
        using var services = Services(null);
        using var other = new ServiceCollection().AddMemorySessions().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddJsonSessions().BuildServiceProvider();

        Assert.Same(services.GetRequiredService<JsonSessionStore>(), services.GetRequiredService<ISessionStore>());
        Assert.IsType<Sessions.Memory.MemorySessionStore>(other.GetRequiredService<ISessionStore>());
        Assert.NotNull(other.GetRequiredService<JsonSessionStore>());
    }

    private static ServiceProvider Services(Action<JsonSessionOptions>? configure, params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(static pair => KeyValuePair.Create($"Sessions:Json:{pair.Key}", (string?)pair.Value))).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddJsonSessions(configure).BuildServiceProvider();
    }
}
