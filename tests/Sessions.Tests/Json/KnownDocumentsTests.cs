using System.Text;
using Bots.Sessions.Json.Documents;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Tests.Json;

/// <summary>What is known of a document after a change is what reading it anew would tell, and what others write is always seen.</summary>
public sealed class KnownDocumentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Files =>
    [
        """{"session_id":"a","messages":[],"updated_at":null,"metadata":{}}""",
        """{ "metadata" : {"x":[1, 2]} , "messages" : [ ] , "updated_at":"2025-01-01", "session_id":"a" }""",
        """{"messages":[{"role":"user","content":"[,]"} , 5,  {"content":"x"} ],"session_id":"a","metadata":{},"snapshots":[{"id":"s"}],"updated_at":"","children_ids":["b"]}""",
        """{"session_id":"a","messages":null}""",
        """{"session_id":"a"}""",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_changed_document_is_what_its_bytes_say(string file)
    {
        var document = SessionDocument.TryRead(Encoding.UTF8.GetBytes(file))!;
        for (var round = 0; round < 8; round++)
        {
            var added = Enumerable.Range(0, round % 3).Select(number => new SessionMessage("user", $"{round}.{number} \"[]{{}},")).ToList();
            var edit = new DocumentEdit(document).Set("updated_at", JsonText.Of(IsoTime.Write(Now.AddSeconds(round))));
            if (round % 2 == 0) edit.Set("metadata", Encoding.UTF8.GetBytes($"{{\"round\":{new string('1', round + 1)}}}"));
            document = round == 5 ? edit.Messages(static index => index > 0, added).Build() : edit.Append(added).Build();

            var anew = SessionDocument.TryRead(document.Bytes)!;

            Assert.Equal(Shown(anew), Shown(document));
        }
    }

    [Fact]
    public void Only_the_very_same_bytes_are_known()
    {
        var (known, document) = (new KnownDocuments(), SessionDocument.New("a", Now));
        known.Keep("path", document);

        Assert.Same(document, known.Find("path", [.. document.Bytes]));
        Assert.Null(known.Find("other", document.Bytes));
        Assert.Null(known.Find("path", [.. document.Bytes[..^1], (byte)' ']));
        known.Forget("path");
        Assert.Null(known.Find("path", document.Bytes));
    }

    [Fact]
    public async Task A_file_that_another_program_changed_to_the_same_length_is_read_anew()
    {
        using var folder = new JsonFolder();
        var store = folder.Open();
        await store.AddMessageAsync("a", "user", "mine");
        var time = File.GetLastWriteTimeUtc(folder.Path("a.json"));
        folder.Write("a.json", folder.Read("a.json").Replace("mine", "your", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(folder.Path("a.json"), time);

        await store.AddMessageAsync("a", "user", "more");

        Assert.Equal(["your", "more"], (await store.GetChatHistoryAsync("a")).Select(static message => message.Content));
    }

    private static string Shown(SessionDocument document) => string.Join('\n',
        [
            document.SessionId, document.Text("updated_at"), Encoding.UTF8.GetString(document.Raw("metadata")), Encoding.UTF8.GetString(document.Raw("messages")),
            $"{document.StrayMessages}", .. document.RawMessages.Select(Encoding.UTF8.GetString), .. document.RawSnapshots.Select(Encoding.UTF8.GetString), .. document.ChildrenIds,
        ]);
}
