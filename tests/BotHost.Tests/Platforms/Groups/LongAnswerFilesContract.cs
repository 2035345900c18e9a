using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms.Groups;

/// <summary>Where messages are bounded, an answer that would take too many of them is its beginning and a file.</summary>
[PlatformGroup(Offers.Pieces)]
public abstract class LongAnswerFilesContract<TFixture> : PlatformContract<TFixture>
    where TFixture : PlatformFixture, new()
{
    [Promise]
    public async Task An_answer_that_would_take_too_many_messages_is_its_beginning_and_a_file()
    {
        var ann = await Platform.JoinAsync("Ann");
        var room = Platform.Private(ann);
        var limits = Platform.Limits!;
        var answer = string.Join(' ', Enumerable.Repeat("A sentence of a book.", limits.Characters * limits.Messages / 20));
        var pause = Agent.Pause("book", answer, "The end.");

        await Platform.SayAsync(room, ann, "a book");
        await UntilAsync(() => Platform.SeenIn(room).Any(static seen => seen.IsUnfinished), static () => "its beginning, while it grows");
        pause.GoOn();
        await UntilAsync(() => Platform.SeenIn(room).Any(static seen => seen.File is not null), static () => "the file");

        Assert.Equal($"{answer}The end.", Assert.Single(Platform.SeenIn(room), static seen => seen.File is not null).File);
        var text = Assert.Single(Platform.SeenIn(room), static seen => seen.Text.Length > 0).Text;
        Assert.StartsWith("A sentence of a book. A sentence", text, StringComparison.Ordinal);
        Assert.InRange(text.EnumerateRunes().Count(), 1, limits.Characters);
    }
}
