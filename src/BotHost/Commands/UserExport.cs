using System.Text.Encodings.Web;
using System.Text.Json;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.Sessions;
using Bots.Sessions.Transfer;

namespace Bots.BotHost.Commands;

/// <summary>Writes everything kept of a user's own conversations as one JSON document to read.</summary>
internal sealed class UserExport(DeliveryStores stores, UserSessions sessions)
{
    // As deep as the stores keep values, and where those stand.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4_200 };

    /// <summary>Writes the document; says what it holds.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="message">Whose, and where they asked.</param>
    /// <param name="session">The session the conversation lives in now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ExportCounts> WriteAsync(Stream stream, InboundMessage message, string session, CancellationToken cancellationToken)
    {
        var counts = new ExportCounts();
        await using var json = new Utf8JsonWriter(stream, Readable);
        json.WriteStartObject();
        json.WriteString("user_id", message.UserId);
        json.WriteStartArray("sessions");
        await foreach (var own in sessions.OfAsync(message, session, cancellationToken)) await SessionAsync(json, own, counts, cancellationToken);
        json.WriteEndArray();
        await MemoriesAsync(json, message.UserId, counts, cancellationToken);
        counts.Values += await ValuesAsync(json, "preferences", StateScope.User(message.UserId), cancellationToken);
        json.WriteEndObject();
        return counts;
    }

    private async Task SessionAsync(Utf8JsonWriter json, string session, ExportCounts counts, CancellationToken cancellationToken)
    {
        var history = await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken);
        json.WriteStartObject();
        json.WriteString("session_id", session);
        if (stores.Sessions.Find<ISessionCatalog>() is { } catalog && await catalog.GetSessionAsync(session, cancellationToken) is { } data) ExportJson.Write(json, data);
        ExportJson.Write(json, "messages", history);
        await SummariesAsync(json, session, cancellationToken);
        // Ratings of answers are values, too.
        await ValuesAsync(json, "values", StateScope.Session(session), cancellationToken);
        await ValuesAsync(json, "shared_values", StateScope.Shared(session), cancellationToken);
        counts.Checkpoints += await CheckpointsAsync(json, session, history, cancellationToken);
        json.WriteEndObject();
        counts.Conversations++;
        counts.Messages += history.Count;
    }

    private async Task SummariesAsync(Utf8JsonWriter json, string session, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionSummaries>() is not { } summaries || await summaries.ListSummariesAsync(session, cancellationToken) is not { Count: > 0 } made) return;
        json.WriteStartArray("summaries");
        foreach (var summary in made) ExportJson.Write(json, summary);
        json.WriteEndArray();
    }

    private async Task<int> CheckpointsAsync(Utf8JsonWriter json, string session, IReadOnlyList<SessionMessage> history, CancellationToken cancellationToken)
    {
        var count = 0;
        json.WriteStartArray("checkpoints");
        if (stores.Sessions.Find<ICheckpointTransfer>() is { } whole)
        {
            await foreach (var content in whole.ReadCheckpointsAsync(session, cancellationToken))
            {
                ExportJson.Write(json, content, history);
                count++;
            }
        }
        else if (stores.Sessions.Find<ISessionCheckpoints>() is { } places)
        {
            foreach (var place in await places.ListCheckpointsAsync(session, cancellationToken))
            {
                ExportJson.Write(json, place);
                count++;
            }
        }

        json.WriteEndArray();
        return count;
    }

    private async Task MemoriesAsync(Utf8JsonWriter json, string userId, ExportCounts counts, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<IMemoryStore>() is not { } memories) return;
        json.WriteStartArray("memories");
        foreach (var memory in await memories.ListMemoriesAsync(userId, all: true, cancellationToken))
        {
            ExportJson.Write(json, memory);
            counts.Memories++;
        }

        json.WriteEndArray();
    }

    private async Task<int> ValuesAsync(Utf8JsonWriter json, string name, StateScope scope, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionState>() is not { } state) return 0;
        var set = (await state.ListStateAsync(scope, cancellationToken)).Where(static pair => pair.Value.Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value.Value!.Value);
        ExportJson.Write(json, name, set);
        return set.Count;
    }
}

/// <summary>What an export holds.</summary>
internal sealed class ExportCounts
{
    public int Conversations { get; set; }

    public int Messages { get; set; }

    public int Checkpoints { get; set; }

    public int Memories { get; set; }

    public int Values { get; set; }

    public bool IsEmpty => Conversations + Memories + Values == 0;
}
