using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>What a model writes is text: it calls nobody, and is no program.</summary>
[PlatformGroup]
public abstract class MarkupContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task An_answer_can_neither_ping_people_nor_become_markup()
    {
        var (ann, bob) = (await Platform.JoinAsync("Ann"), await Platform.JoinAsync("Bob"));
        Agent.Answer("trouble", $"Hello @everyone <@{bob.Number}> <b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)> [here](javascript:alert(1)) and good bye");

        await Platform.SayAsync(Platform.Private(ann), ann, "trouble");
        var answer = await AnsweredAsync(Platform.Private(ann), "good bye");

        Assert.Null(answer.Harm);
        Assert.Contains("@everyone", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", answer.Text, StringComparison.Ordinal);
    }
}
