using Bots.Sessions.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bots.Sessions.Tests.Sqlite;

public sealed class SqliteOptionsTests
{
    [Fact]
    public void Defaults_are_as_documented()
    {
        var options = new SqliteSessionOptions();

        Assert.Equal(("data/sessions.db", SqliteSynchronous.Full), (options.Path, options.Synchronous));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromDays(7), 65_536), (options.LockTimeout, options.DedupeRetention, options.LargeContentBytes));
    }

    [Fact]
    public void Options_come_from_the_configuration_and_then_from_the_caller()
    {
        using var services = Services(
            static options => options.DedupeRetention = TimeSpan.FromDays(1),
            ("Path", "elsewhere.db"), ("Synchronous", "Normal"), ("DedupeRetention", "3.00:00:00"));

        var options = services.GetRequiredService<IOptions<SqliteSessionOptions>>().Value;

        Assert.Equal(("elsewhere.db", SqliteSynchronous.Normal, TimeSpan.FromDays(1)), (options.Path, options.Synchronous, options.DedupeRetention));
    }

    [Fact]
    public void Every_bad_value_is_named_at_once()
    {
        using var services = Services(null, ("Path", ""), ("LockTimeout", "00:00:00"), ("DedupeRetention", "00:00:01"), ("LargeContentBytes", "-1"));

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<SqliteSessionOptions>>().Value);

        Assert.Equal(4, failure.Failures.Count());
        Assert.All(["Path", "LockTimeout", "DedupeRetention", "LargeContentBytes"], key => Assert.Contains($"Sessions:Sqlite:{key}", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_store_is_the_session_store_unless_there_is_one()
    {
        await using var services = Services(null);

        Assert.Same(services.GetRequiredService<SqliteSessionStore>(), services.GetRequiredService<ISessionStore>());
    }

    private static ServiceProvider Services(Action<SqliteSessionOptions>? configure, params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(static pair => KeyValuePair.Create($"Sessions:Sqlite:{pair.Key}", (string?)pair.Value))).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSqliteSessions(configure).BuildServiceProvider();
    }
}
