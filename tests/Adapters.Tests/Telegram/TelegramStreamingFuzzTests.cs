using System.Text;
using System.Text.Json.Nodes;
using Bots.Adapters.Tests.Rendering;
using Bots.Fakes.Telegram;
using Bots.Sessions.Delivery;
using FsCheck.Fluent;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>However an answer comes in, it is the same in the end.</summary>
public sealed class TelegramStreamingFuzzTests
{
    private const int Seed = 20;

    // Far from what the client waits for an answer: a request that was given up would leave its preview behind, as after a crash.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    // Each text is a few requests.
    private static readonly int Texts = MarkdownTexts.Count / 20;

    [Fact]
    public async Task A_text_that_streams_in_random_pieces_ends_in_exactly_the_messages_of_the_text_sent_at_once()
    {
        await using var bed = await TelegramBed.StartAsync(static options => (options.PreviewFirstCharacters, options.PreviewIntervalPrivateMilliseconds) = (1, 100));
        var random = new Random(Seed);
        var previews = 0;
        foreach (var (markdown, at) in MarkdownTexts.All.Sample(Texts, 20).Select(static (text, at) => (text, at)))
        {
            if (string.IsNullOrWhiteSpace(markdown)) continue;
            var (streamed, whole) = (bed.Fake.Chat((2 * at) + 1), bed.Fake.Chat((2 * at) + 2));
            var preview = await StreamAsync(bed, streamed, markdown, random);
            if (preview is not null) previews++;

            await DeliverAsync(bed, streamed, markdown, preview);
            await DeliverAsync(bed, whole, markdown, null);

            Assert.Equal(whole.Messages.Select(Shown), streamed.Messages.Select(Shown));
        }

        Assert.True(previews > Texts / 3, $"only {previews} of {Texts} texts were shown while they grew");
    }

    private static async Task<string?> StreamAsync(TelegramBed bed, FakeChat chat, string markdown, Random random)
    {
        var start = bed.Clock.GetUtcNow();
        await using var stream = bed.OpenReply(TelegramBed.Message(chat.Id));
        for (var at = 0; at < markdown.Length;)
        {
            // Pieces of any length, cut anywhere: in the middle of a mark, of a word, of a character of two halves.
            var length = Math.Min(markdown.Length - at, random.Next(4) == 0 ? random.Next(1, 400) : random.Next(1, 8));
            stream.Append(markdown.Substring(at, length));
            at += length;
            if (random.Next(8) != 0 || bed.Clock.GetUtcNow() - start > Longest) continue;
            bed.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await stream.CompleteAsync(CancellationToken.None);
    }

    private static async Task DeliverAsync(TelegramBed bed, FakeChat chat, string markdown, string? preview)
    {
        foreach (var message in bed.Adapter.Render(TelegramBed.Message(chat.Id), new Reply(markdown)))
        {
            Assert.IsType<DeliveryOutcome.Delivered>(await bed.DeliverAsync(new OutboxEntry(1, message with { PreviewId = preview })));
            preview = null;
        }
    }

    private static string Shown(FakeMessage message) =>
        $"{message.Text}\n{new JsonArray([.. (message.Current.Entities ?? []).Select(static entity => entity!.DeepClone())]).ToJsonString()}\n{(message.File is { } file ? $"{file.Name}: {Encoding.UTF8.GetString(file.Content)}" : "")}";
}
