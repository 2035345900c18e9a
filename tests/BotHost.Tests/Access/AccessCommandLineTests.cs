using Bots.BotHost.Access;

namespace Bots.BotHost.Tests.Access;

/// <summary>What an operator decides without the chat.</summary>
public sealed class AccessCommandLineTests
{
    [Fact]
    public async Task A_bot_is_given_shown_and_taken()
    {
        await using var scene = await SceneAsync();

        Assert.Equal(0, (await scene.RunAsync("owner", "set", "telegram_7")).Code);
        Assert.Contains("telegram      telegram_7 since", (await scene.RunAsync("owner", "show")).Said, StringComparison.Ordinal);
        Assert.Contains("discord       nobody", (await scene.RunAsync("owner", "show")).Said, StringComparison.Ordinal);
        var (code, said) = await scene.RunAsync("owner", "set", "telegram_8");
        Assert.Equal(1, code);
        Assert.Contains("owner reset --bot telegram", said, StringComparison.Ordinal);

        Assert.Equal(0, (await scene.RunAsync("owner", "reset")).Code);
        Assert.DoesNotContain("telegram_7", (await scene.RunAsync("owner", "show")).Said, StringComparison.Ordinal);
        Assert.Equal(2, (await scene.RunAsync("owner", "reset")).Code);
    }

    [Fact]
    public async Task Which_of_several_owners_goes_must_be_said()
    {
        await using var scene = await SceneAsync();
        await scene.RunAsync("owner", "set", "telegram_7");
        await scene.RunAsync("owner", "set", "discord_7");

        Assert.Contains("say which", (await scene.RunAsync("owner", "reset")).Said, StringComparison.Ordinal);
        Assert.Equal(0, (await scene.RunAsync("owner", "reset", "--bot", "discord")).Code);
        Assert.Contains("telegram_7 since", (await scene.RunAsync("owner", "show")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_decided_about_without_having_asked()
    {
        await using var scene = await SceneAsync();

        Assert.Contains("Nobody waits", (await scene.RunAsync("pairing", "list")).Said, StringComparison.Ordinal);
        Assert.Equal(0, (await scene.RunAsync("pairing", "approve", "telegram_7")).Code);
        Assert.Equal(0, (await scene.RunAsync("pairing", "block", "discord_8")).Code);
        Assert.Equal(0, (await scene.RunAsync("pairing", "block", "telegram_9", "--bot", "support")).Code);

        var (_, said) = await scene.RunAsync("pairing", "list");
        Assert.Contains("telegram      approved  telegram_7", said, StringComparison.Ordinal);
        Assert.Contains("discord       blocked   discord_8", said, StringComparison.Ordinal);
        Assert.Contains("support       blocked   telegram_9", said, StringComparison.Ordinal);
        Assert.Equal(0, (await scene.RunAsync("pairing", "revoke", "discord_8")).Code);
        Assert.Equal(2, (await scene.RunAsync("pairing", "revoke", "discord_8")).Code);
        Assert.Equal(2, (await scene.RunAsync("pairing", "deny", "telegram_7")).Code);
    }

    [Theory]
    [InlineData(2, "looks like telegram_12345", "pairing", "approve", "alice")]
    [InlineData(2, "looks like telegram_12345", "pairing", "approve", "12345678901")]
    [InlineData(1, "No bot \"nowhere\"", "pairing", "approve", "telegram_7", "--bot", "nowhere")]
    [InlineData(1, "add --bot", "pairing", "approve", "matrix_7")]
    public async Task A_person_nobody_can_mean_is_refused_in_one_sentence(int code, string says, params string[] words)
    {
        await using var scene = await SceneAsync();

        var (result, said) = await scene.RunAsync(words);

        Assert.Equal(code, result);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    // The accounts without tokens are off, but known; the store is there after a first use.
    private static async Task<AccessScene> SceneAsync()
    {
        var scene = AccessScene.Of("--Bots:support:Platform=telegram");
        await scene.GiveAsync("somebody", new BotOwner("telegram_1"));
        return scene;
    }
}
