using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Fakes;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests;

/// <summary>A question that is answered anew keeps everything the user did not change: files, pictures, the other parts and messages.</summary>
public sealed class AnswerAgainTests : IAsyncLifetime
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
    private static readonly string Long = string.Concat(Enumerable.Repeat("word ", 810));
    private readonly List<AgentRequest> _asked = [];
    private readonly TaskCompletionSource _hold = new();
    private TestHost _host = null!;
    private BusyMode _mode = BusyMode.Queue;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(Some.Agent((request, _) => AnswerAsync(request)), configure: options => options.WhileBusy = _mode, seesPictures: true);
        _host.Adapter.Files["p1"] = Jpeg;
        _host.Adapter.Files["p2"] = Jpeg;
        _host.Adapter.Files["d"] = "the number is 4711\n"u8.ToArray();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("1", "FIRST " + "changed")]
    [InlineData("2", "LAST changed")]
    public async Task A_pasted_text_keeps_the_parts_that_were_not_changed(string changed, string text)
    {
        await AskAsync(Cut("1", 1, "FIRST " + Long), Cut("2", 2, "LAST") with { Part = new(2) });

        await EditAndAnswerAsync(Message(changed, text));

        var expected = changed == "1" ? $"{text}\nLAST" : $"FIRST {Long}\n{text}";
        Assert.Equal(expected, _asked[1].Prompt);
        Assert.Equal([expected, "ok"], await HistoryAsync());
        await EditAndAnswerAsync(Message("2", "END"));
        Assert.EndsWith("\nEND", _asked[2].Prompt, StringComparison.Ordinal);
        Assert.StartsWith(changed == "1" ? text : "FIRST " + Long, _asked[2].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_press_answers_all_parts_of_a_pasted_text_as_they_were_changed()
    {
        await AskAsync(Cut("1", 1, "FIRST " + Long), Cut("2", 2, "LAST") with { Part = new(2) });
        await SayAsync(Edit(Message("1", "FIRST changed")));
        var first = Assert.Single(_host.Adapter.Buttons);
        await SayAsync(Edit(Message("2", "LAST changed")));

        Assert.Equal("ok", await SayAsync(Message("99", first) with { Press = new(null) }));
        Assert.Equal("FIRST changed\nLAST changed", _asked[1].Prompt);
        Assert.Equal(["FIRST changed\nLAST changed", "ok"], await HistoryAsync());

        Assert.Contains("as it stands now", await SayAsync(Message("99", "/edited 2") with { Press = new(null) }), StringComparison.Ordinal);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task One_press_answers_all_messages_as_they_were_changed_that_were_answered_together_and_none_that_was_deleted()
    {
        await _host.DisposeAsync();
        _mode = BusyMode.Merge;
        await InitializeAsync();
        await _host.Adapter.Sink!.AcceptAsync([Message("1", "SLOW")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "the first question");
        await _host.Adapter.Sink!.AcceptAsync([Message("2", "two"), Message("3", "three"), Message("4", "four")], default);
        _hold.SetResult();
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count == 2, "both answers");

        foreach (var (id, text) in new[] { ("2", "zwei"), ("3", "drei"), ("4", "vier") }) await SayAsync(Edit(Message(id, text)));
        await _host.Adapter.Sink!.AcceptAsync([Message("3", "") with { IsDeletion = true }], default);
        await Eventually.TrueAsync(() => _host.Get<TurnQueue>().Lanes == 0, "the deletion");
        await SayAsync(Message("99", "/edited 4") with { Press = new(null) });

        Assert.StartsWith("zwei\n\n", _asked[^1].Prompt, StringComparison.Ordinal);
        Assert.EndsWith("\n\nvier", _asked[^1].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("drei", _asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_keeps_its_text_when_the_caption_is_changed()
    {
        await AskAsync(Document("Sumarise this"));
        _host.Adapter.Files.Clear();

        await EditAndAnswerAsync(Document("Summarise this") with { Attachments = [File with { FileId = "another id of the same file" }] });

        Assert.Equal((await ReadAsync())[0].Replace("Sumarise", "Summarise", StringComparison.Ordinal), _asked[1].Prompt);
        Assert.Contains("4711", _asked[1].Prompt, StringComparison.Ordinal);
        Assert.Contains("4711", (await HistoryAsync())[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_exchanged_is_read_anew()
    {
        await AskAsync(Document("Summarise"));
        _host.Adapter.Files["e"] = "the number is 4712 now\n"u8.ToArray();

        await EditAndAnswerAsync(Document("Summarise") with { Attachments = [File with { FileId = "e", Size = 23 }] });

        Assert.Contains("4712", _asked[1].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", _asked[1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_looked_at_again()
    {
        await AskAsync(Photo("1", "What is this?"));

        await EditAndAnswerAsync(Photo("1", "What colour is this?"));
        await SayAsync(Message("9", "/retry"));

        Assert.All(_asked, static request => Assert.Single(request.Attachments));
        Assert.Equal("[The user sent a photo.]\n\nWhat colour is this?", _asked[2].Prompt);
    }

    [Fact]
    public async Task A_picture_that_is_gone_is_said_to_be_gone_once()
    {
        await AskAsync(Photo("1", "What is this?"));
        _host.Adapter.Files.Clear();

        await SayAsync(Message("8", "/retry"));
        await SayAsync(Message("9", "/retry"));

        Assert.Equal("[The user sent a photo.]\n\n[Not all of this could be loaded once more.]\n\nWhat is this?", _asked[1].Prompt);
        Assert.Equal(_asked[1].Prompt, _asked[2].Prompt);
    }

    [Theory]
    [InlineData("1", "one", "", "one\ncompare")]
    [InlineData("2", "compare colours", "", "compare colours")]
    [InlineData("2", "", "", "")]
    [InlineData("2", "", "one", "one")]
    [InlineData("1", "", "one", "compare")]
    public async Task An_album_keeps_its_pictures_and_a_caption_on_any_of_them_can_be_changed(string id, string caption, string first, string expected)
    {
        await AskAsync(Photo("1", first, "album"), Photo("2", "compare", "album"));

        await EditAndAnswerAsync(Photo(id, caption));

        Assert.Equal(2, _asked[1].Attachments.Count);
        Assert.Equal(("[The user sent a photo.]\n\n[The user sent a photo.]\n\n" + expected).Trim(), _asked[1].Prompt);
    }

    [Fact]
    public async Task Of_messages_answered_together_one_is_changed_twice_and_the_others_stay()
    {
        await _host.DisposeAsync();
        _mode = BusyMode.Merge;
        await InitializeAsync();
        await _host.Adapter.Sink!.AcceptAsync([Message("1", "SLOW")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "the first question");
        await _host.Adapter.Sink!.AcceptAsync([Message("2", "two"), Message("3", "three")], default);
        _hold.SetResult();
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count == 2, "both answers");

        await EditAndAnswerAsync(Message("2", "zwei"));
        await EditAndAnswerAsync(Message("2", "deux"));
        await EditAndAnswerAsync(Message("3", "trois"));

        Assert.Equal(["zwei\n\nthree", "deux\n\nthree", "deux\n\ntrois"], _asked.Skip(2).Select(static request => request.Prompt));
        Assert.Equal(["SLOW", "ok", "deux", "trois", "ok"], await HistoryAsync());
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_is_no_reason_to_offer_anything()
    {
        await AskAsync(Document("Summarise") with { Context = "[Kim writes:]" });
        await AskAsync(Cut("2", 2, Long), Cut("3", 3, "end") with { Part = new(3) });

        await _host.Adapter.Sink!.AcceptAsync([Edit(Document("Summarise")), Edit(Message("2", Long)), Edit(Message("3", "end"))], default);
        await SayAsync(Message("9", "next"));

        Assert.Equal(["ok", "ok", "ok"], _host.Adapter.Delivered.Select(static reply => reply.Text));
    }

    [Fact]
    public async Task What_the_user_answers_and_what_was_said_around_it_stays()
    {
        await AskAsync(Message("1", "Is it tru?") with { Context = "[The user replies to your message:]\n> the earth is round" });

        await EditAndAnswerAsync(Message("1", "Is it true?"));

        Assert.Equal("[The user replies to your message:]\n> the earth is round\n\nIs it true?", _asked[1].Prompt);
    }

    [Fact]
    public async Task A_question_can_be_changed_after_it_was_retried()
    {
        await AskAsync(Message("1", "capital of Frnce?"));
        await SayAsync(Message("3", "/retry please"));

        await EditAndAnswerAsync(Message("1", "capital of France?"));

        Assert.Equal(["capital of France?", "ok"], await HistoryAsync());
    }

    [Fact]
    public async Task Several_edits_during_an_answer_are_offered_once()
    {
        await _host.Adapter.Sink!.AcceptAsync([Message("1", "SLOW")], default);
        await Eventually.TrueAsync(() => _asked.Count == 1, "the question");

        await _host.Adapter.Sink!.AcceptAsync([Edit(Message("1", "v2")), Edit(Message("1", "v3"))], default);
        _hold.SetResult();
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count >= 2 && _host.Get<TurnQueue>().Lanes == 0, "the offer");

        Assert.Equal(2, _host.Adapter.Delivered.Count);
        await SayAsync(Message("99", "/edited 1") with { Press = new(null) });
        Assert.Equal("v3", _asked[1].Prompt);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_message_stays_beside_it()
    {
        await AskAsync(Document("Summarise"));

        await _host.Adapter.Sink!.AcceptAsync([Message("1", "") with { IsDeletion = true }], default);
        await Eventually.TrueAsync(() => _host.Get<TurnQueue>().Lanes == 0, "the deletion");

        var stored = (await _host.Store.GetChatHistoryAsync("bot_fake_1"))[0];
        Assert.DoesNotContain(stored.Metadata.Values, static value => value.Value.ToString().Contains("notes.md", StringComparison.Ordinal));
    }

    private static readonly Attachment File = new(AttachmentKind.Document, "d") { Name = "notes.md", MediaType = "text/markdown", Size = 19 };

    private async IAsyncEnumerable<AgentUpdate> AnswerAsync(AgentRequest request)
    {
        _asked.Add(request);
        if (request.Prompt == "SLOW") await _hold.Task;
        yield return "ok";
    }

    private static InboundMessage Message(string id, string text) => Some.Message(text) with { Address = new("1", null, id) };

    private static InboundMessage Edit(InboundMessage message) => message with { IsEdit = true, Part = null };

    private static InboundMessage Cut(string id, long place, string text) => Message(id, text) with { Part = new(place) { IsCut = true } };

    private static InboundMessage Document(string caption) => Message("1", caption) with { Attachments = [File] };

    private static InboundMessage Photo(string id, string caption, string? album = null) =>
        Message(id, caption) with { Attachments = [new(AttachmentKind.Photo, "p" + id)], Part = album is null ? null : new(long.Parse(id, null)) { Album = album } };

    private Task<string> AskAsync(params InboundMessage[] messages) => SayAsync(messages);

    private async Task EditAndAnswerAsync(InboundMessage edited)
    {
        Assert.Contains("last question", await SayAsync(Edit(edited)), StringComparison.Ordinal);
        Assert.Equal("ok", await SayAsync(Message("99", $"/edited {edited.Address.MessageId}") with { Press = new(null) }));
    }

    private async Task<string> SayAsync(params InboundMessage[] messages)
    {
        var before = _host.Adapter.Delivered.Count;
        await _host.Adapter.Sink!.AcceptAsync(messages, default);
        await Eventually.TrueAsync(() => _host.Adapter.Delivered.Count > before && _host.Get<TurnQueue>().Lanes == 0, $"an answer to {messages[^1].Text}");
        return _host.Adapter.Delivered.Last().Text;
    }

    private async Task<IReadOnlyList<string>> ReadAsync() => [_asked[0].Prompt, .. await HistoryAsync()];

    private async Task<List<string>> HistoryAsync() => [.. (await _host.Store.GetChatHistoryAsync("bot_fake_1")).Select(static message => message.Content)];
}
