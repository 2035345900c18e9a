using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bots.Sessions;

namespace Bots.Bench.Locomo;

/// <summary>One long conversation of the LoCoMo set with questions about it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Messages">Its turns: speaker, text and the caption of a picture as one message each.</param>
/// <param name="Questions">Questions with the indexes of the turns that hold the answer; those without evidence that exists are left out.</param>
internal sealed partial record LocomoConversation(string Id, IReadOnlyList<SessionMessage> Messages, IReadOnlyList<LocomoQuestion> Questions)
{
    public static IReadOnlyList<LocomoConversation> Load(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. file.RootElement.EnumerateArray().Select(Read)];
    }

    private static LocomoConversation Read(JsonElement json)
    {
        var (messages, places) = (new List<SessionMessage>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var conversation = json.GetProperty("conversation");
        var first = Text(conversation, "speaker_a");
        foreach (var turn in Sessions(conversation).SelectMany(static session => session.EnumerateArray()))
        {
            places[Text(turn, "dia_id")] = messages.Count;
            var speaker = Text(turn, "speaker");
            messages.Add(new(speaker == first ? "user" : "assistant", $"{speaker}: {Text(turn, "text")} {Text(turn, "blip_caption")}".TrimEnd()));
        }

        var questions = json.GetProperty("qa").EnumerateArray().Select(question => Question(question, places)).Where(static question => question.Evidence.Count > 0);
        return new(Text(json, "sample_id"), messages, [.. questions]);
    }

    private static IEnumerable<JsonElement> Sessions(JsonElement conversation)
    {
        for (var number = 1; conversation.TryGetProperty($"session_{number}_date_time", out _) || conversation.TryGetProperty($"session_{number}", out _); number++)
        {
            if (conversation.TryGetProperty($"session_{number}", out var session)) yield return session;
        }
    }

    // Some ids are malformed: "D8:6; D9:17" is two, "D30:05" is D30:5.
    private static LocomoQuestion Question(JsonElement json, Dictionary<string, int> places)
    {
        var ids = json.TryGetProperty("evidence", out var evidence)
            ? evidence.EnumerateArray().SelectMany(static id => EvidenceId().Matches(id.GetString() ?? "").Select(static match => $"D{Number(match, 1)}:{Number(match, 2)}"))
            : [];
        return new(Text(json, "question"), ids.Where(places.ContainsKey).Select(id => places[id]).ToHashSet());
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"D(\d+):(\d+)")]
    private static partial Regex EvidenceId();
}

/// <summary>A question.</summary>
/// <param name="Text">As it is asked.</param>
/// <param name="Evidence">The indexes of the messages that answer it.</param>
internal sealed record LocomoQuestion(string Text, IReadOnlySet<int> Evidence);
