using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where people can send files, the model reads those that are text.</summary>
[PlatformGroup(Offers.Files)]
public abstract class FilesContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_text_file_is_read()
    {
        var ann = await Platform.JoinAsync("Ann");

        await Platform.SendFileAsync(Platform.Private(ann), ann, "plums.txt", "Plums are ripe in August.");
        await UntilAsync(() => Agent.Asked.Count == 1, static () => "a question");

        Assert.Contains("Plums are ripe in August.", Agent.Prompts[0], StringComparison.Ordinal);
        Assert.Contains("plums.txt", Agent.Prompts[0], StringComparison.Ordinal);
    }
}
