using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bots.Adapters;
using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/export</c>: hands the user everything kept of their conversations, as a JSON file.</summary>
internal sealed class ExportCommand(DeliveryStores stores, UserSessions sessions) : IChatCommand
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "export";

    public string Description => "get everything kept of your conversations as a file";

    public bool IsPersonal => true;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var (conversations, messages) = await WriteAsync(buffer, context, cancellationToken);
        if (conversations == 0) return TurnDraft.Answer("There is nothing to export: no conversation of yours is kept.");
        var file = new ReplyFile($"{context.Message.UserId}.json", Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        return new() { Reply = new($"Everything kept: {conversations} conversation(s), {messages} message(s).") { File = file } };
    }

    private async Task<(int Conversations, int Messages)> WriteAsync(Stream stream, CommandContext context, CancellationToken cancellationToken)
    {
        var (conversations, messages) = (0, 0);
        await using var json = new Utf8JsonWriter(stream, Readable);
        json.WriteStartObject();
        json.WriteString("user_id", context.Message.UserId);
        json.WriteStartArray("sessions");
        await foreach (var session in sessions.OfAsync(context.Message, context.Session, cancellationToken))
        {
            var history = await stores.Sessions.GetChatHistoryAsync(session, null, cancellationToken);
            WriteSession(json, session, history);
            (conversations, messages) = (conversations + 1, messages + history.Count);
        }

        json.WriteEndArray();
        await WriteMemoriesAsync(json, context.Message.UserId, cancellationToken);
        await WritePreferencesAsync(json, context.Message.UserId, cancellationToken);
        json.WriteEndObject();
        return (conversations, messages);
    }

    private async Task WriteMemoriesAsync(Utf8JsonWriter json, string userId, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<IMemoryStore>() is not { } memories) return;
        json.WriteStartArray("memories");
        foreach (var memory in await memories.ListMemoriesAsync(userId, all: true, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("text", memory.Content.Text);
            if (memory.Content.ObservedAt is { } at) json.WriteString("observed_at", at);
            if (memory.InvalidAt is { } until) json.WriteString("invalid_since", until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task WritePreferencesAsync(Utf8JsonWriter json, string userId, CancellationToken cancellationToken)
    {
        if (stores.Sessions.Find<ISessionState>() is not { } state) return;
        json.WriteStartObject("preferences");
        foreach (var (key, value) in await state.ListStateAsync(StateScope.User(userId), cancellationToken))
        {
            if (value.Value is not { } set) continue;
            json.WritePropertyName(key);
            set.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteSession(Utf8JsonWriter json, string session, IReadOnlyList<SessionMessage> history)
    {
        json.WriteStartObject();
        json.WriteString("session_id", session);
        json.WriteStartArray("messages");
        foreach (var message in history)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WriteString("content", message.Content);
            json.WriteString("timestamp", message.Timestamp);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
