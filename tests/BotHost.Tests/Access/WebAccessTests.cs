using Bots.HostUnderTest;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests.Access;

/// <summary>Who may write, as people at the web chat see it.</summary>
public sealed class WebAccessTests
{
    [Fact]
    public async Task The_web_chat_just_works_and_asks_for_no_owner_whatever_the_common_section_says()
    {
        await using var scene = AccessScene.Of("--Bots:web:Enabled=true", "--Access:Unknown=deny", "--Access:Allow:Users=telegram_1");
        await scene.StartAsync();
        using var visitor = new WebUser("visitor", scene.Port);

        await visitor.SayAsync("My name is Alice");

        Assert.Contains("Alice", await visitor.AnswerAsync(1), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Logs.Of(LogLevel.Information), static line => line.Contains("belongs to nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_own_section_closes_it_and_the_command_line_lets_a_visitor_in()
    {
        await using var scene = AccessScene.Of("--Bots:web:Enabled=true", "--Bots:web:Access:Unknown=pair");
        await scene.StartAsync();
        using var visitor = new WebUser("visitor", scene.Port);

        await visitor.SayAsync("My name is Mallory");
        await scene.SettledAsync(1);
        var (_, waiting) = await scene.RunAsync("pairing", "list");
        var user = waiting.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(static word => word.StartsWith("web_", StringComparison.Ordinal));
        Assert.Equal(0, (await scene.RunAsync("pairing", "approve", user)).Code);
        await visitor.SayAsync("My name is Alice");

        Assert.Contains("Alice", await visitor.AnswerAsync(1), StringComparison.Ordinal);
        var history = await scene.ExportAsync(user);
        Assert.Contains("My name is Alice", history, StringComparison.Ordinal);
        Assert.DoesNotContain("Mallory", history, StringComparison.Ordinal);
    }
}
