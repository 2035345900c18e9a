using System.Text.Json;
using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Journal;

/// <summary>A <see cref="SessionTurn"/> as the journal keeps it until it stands in its session's file.</summary>
internal sealed record JournalTurn(string SessionId, string Key, IReadOnlyList<JsonElement> Messages, DateTimeOffset At)
{
    public int? KeepMessages { get; init; }

    public string? UserId { get; init; }

    public string? AgentName { get; init; }

    public bool IsNamed { get; init; }

    public static JournalTurn Of(SessionTurn turn) => new(turn.SessionId, turn.Key!, [.. turn.Messages.Select(Write)], turn.At)
    {
        KeepMessages = turn.KeepMessages, UserId = turn.UserId, AgentName = turn.AgentName, IsNamed = turn.IsNamed,
    };

    public SessionTurn ToTurn() => new(SessionId, Key, [.. Messages.Select(Read)], At)
    {
        KeepMessages = KeepMessages, UserId = UserId, AgentName = AgentName, IsNamed = IsNamed,
    };

    private static JsonElement Write(SessionMessage message)
    {
        var reader = new Utf8JsonReader(MessageJson.Write(message), new JsonReaderOptions { MaxDepth = 4_096 });
        return JsonElement.ParseValue(ref reader);
    }

    private static SessionMessage Read(JsonElement message) => MessageJson.Read(System.Text.Encoding.UTF8.GetBytes(message.GetRawText()))!;
}
