using System.Globalization;
using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>However long an answer is, all of it arrives, in order.</summary>
[PlatformGroup]
public abstract class LongAnswersContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task A_long_answer_arrives_whole_and_within_the_limits_of_a_message()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var answer = string.Join("\n\n", Enumerable.Range(1, 120).Select(static number => string.Create(CultureInfo.InvariantCulture, $"Paragraph {number} 😀 goes on for a while and says nothing else.")));
        Agent.Answer("everything", answer);

        await Platform.SayAsync(room, ann, "everything");
        await AnsweredAsync(room, "Paragraph 120");

        Assert.Equal(Words(answer), Words(string.Join(' ', FinalsIn(room))));
        Assert.All(FinalsIn(room), text => Assert.True(Platform.Limits is null || text.EnumerateRunes().Count() <= Platform.Limits.Characters));
        Assert.Equal(Platform.Limits is null, FinalsIn(room).Length == 1);
    }

    private static IEnumerable<string> Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
