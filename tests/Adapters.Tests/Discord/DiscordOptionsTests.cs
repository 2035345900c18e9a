using System.ComponentModel.DataAnnotations;
using Bots.Adapters.Discord;

namespace Bots.Adapters.Tests.Discord;

public sealed class DiscordOptionsTests
{
    [Theory]
    [InlineData(nameof(DiscordOptions.Token), " secret")]
    [InlineData(nameof(DiscordOptions.Token), "secret\n")]
    [InlineData(nameof(DiscordOptions.Token), "secret\u00e9")]
    [InlineData(nameof(DiscordOptions.Token), "Bot secret")]
    [InlineData(nameof(DiscordOptions.BaseUrl), "ftp://secret")]
    [InlineData(nameof(DiscordOptions.BaseUrl), "htp:/secret")]
    [InlineData(nameof(DiscordOptions.CdnUrl), "secret")]
    [InlineData(nameof(DiscordOptions.CommandGuildId), "my secret guild")]
    [InlineData(nameof(DiscordOptions.RequireMention), false)]
    public void A_setting_that_cannot_work_is_refused_by_its_name_and_without_its_value(string name, object value)
    {
        var options = new DiscordOptions { Token = "abc.DEF-123_x" };
        Assert.Empty(ProblemsOf(options));
        typeof(DiscordOptions).GetProperty(name)!.SetValue(options, value);

        var problem = Assert.Single(ProblemsOf(options));

        Assert.Equal(name, Assert.Single(problem.MemberNames));
        Assert.DoesNotContain("secret", problem.ErrorMessage!, StringComparison.Ordinal);
    }

    private static List<ValidationResult> ProblemsOf(DiscordOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), problems, validateAllProperties: true);
        return problems;
    }
}
