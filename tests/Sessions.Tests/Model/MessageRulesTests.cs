using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Model;

/// <summary>The rules that stores share: ids, texts, groups.</summary>
public sealed class MessageRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_of_512_bytes_is_the_longest()
    {
        var longest = string.Concat(Enumerable.Repeat("😀", 128));

        Assert.Same(longest, SessionId.Check(longest));
        Assert.Contains("this one has 513", Assert.Throws<ArgumentException>(() => SessionId.Check(longest + "a")).Message, StringComparison.Ordinal);
        Assert.Contains("lone surrogate", Assert.Throws<ArgumentException>(() => SessionId.Check("ab\ud83d")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_made_well_formed()
    {
        Assert.Equal("", MessageText.WellFormed(""));
        Assert.Equal("plain ü 😀", MessageText.WellFormed("plain ü 😀"));
        Assert.Equal("\ufffd", MessageText.WellFormed("\ud83d"));
        Assert.Equal("\ufffd\ufffd", MessageText.WellFormed("\ude00\ud83d"));
        Assert.Equal("😀\ufffdx😀", MessageText.WellFormed("😀\ud83dx😀"));
    }

    [Fact]
    public void Well_formed_text_is_not_copied()
    {
        const string text = "nothing to do 😀";

        Assert.Same(text, MessageText.WellFormed(text));
    }

    [Fact]
    public void A_message_without_a_time_gets_one_and_every_time_is_cut_to_the_microsecond()
    {
        var early = Now.AddDays(-1).AddTicks(7);

        Assert.Equal(Now, MessageText.Normalize(new("user", "x"), Now.AddTicks(9)).Timestamp);
        Assert.Equal(Now.AddDays(-1), MessageText.Normalize(new("user", "x") { Timestamp = early }, Now).Timestamp);
        Assert.Equal(TimeSpan.Zero, MessageText.Normalize(new("user", "x") { Timestamp = new(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)) }, Now).Timestamp.Offset);
    }

    [Fact]
    public void A_result_without_an_id_belongs_to_the_call_before_it()
    {
        SessionMessage[] history = [new("user", "old"), ToolMessages.Call("a"), new("tool", "found"), new("user", "new")];

        Assert.Equal(["new"], Contents(MessageGroups.Window(history, 2)));
        Assert.Equal(["calling", "found", "new"], Contents(MessageGroups.Window(history, 3)));
    }

    [Fact]
    public void A_result_of_two_calls_with_one_id_belongs_to_the_later_one()
    {
        SessionMessage[] history = [ToolMessages.Call("a"), ToolMessages.Result("a"), ToolMessages.Call("a"), ToolMessages.Result("a")];

        Assert.Equal(2, MessageGroups.Window(history, 3).Count);
        Assert.Equal(2, MessageGroups.Window(history, 2).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1,{\"id\":2},{\"id\":\"\\ud800\"}]")]
    public void Calls_in_odd_shapes_name_no_result(string calls)
    {
        var call = new SessionMessage("assistant", "calling") { Metadata = new() { ToolCalls = System.Text.Json.JsonDocument.Parse(calls).RootElement } };
        SessionMessage[] history = [new("user", "old"), call, new("user", "between"), ToolMessages.Result("2"), new("user", "new")];

        Assert.Equal(["new"], Contents(MessageGroups.Window(history, 4)));
    }

    [Fact]
    public void Every_window_of_a_random_history_is_a_suffix_of_whole_groups()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var history = RandomHistory(random);
            for (var size = 0; size < history.Count; size++) AssertWholeSuffix(history, MessageGroups.Window(history, size), size);
        }
    }

    private static void AssertWholeSuffix(List<SessionMessage> history, IReadOnlyList<SessionMessage> window, int size)
    {
        Assert.InRange(window.Count, 0, size);
        Assert.Equal(history.TakeLast(window.Count), window);
        var start = history.Count - window.Count;
        Assert.DoesNotContain(Enumerable.Range(start, window.Count), index => CallOf(history, index) < start);
    }

    private static int CallOf(List<SessionMessage> history, int index) =>
        history[index].Metadata.ToolCallId is { } id
            ? history.FindIndex(call => call.Metadata.ToolCalls?.EnumerateArray().Any(one => one.GetProperty("id").GetString() == id) == true)
            : index;

    private static List<SessionMessage> RandomHistory(Random random)
    {
        var history = new List<SessionMessage>();
        var open = new Queue<string>();
        for (var index = 0; index < 14; index++)
        {
            var kind = random.Next(3);
            if (kind == 0) open.Enqueue($"c{index}");
            history.Add(kind == 0 ? ToolMessages.Call($"c{index}") : kind == 1 && open.TryDequeue(out var id) ? ToolMessages.Result(id) : new("user", $"{index}"));
        }

        return history;
    }

    private static IEnumerable<string> Contents(IEnumerable<SessionMessage> messages) => messages.Select(static message => message.Content);
}
