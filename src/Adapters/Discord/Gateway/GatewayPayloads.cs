using System.Text.Json;

namespace Bots.Adapters.Discord.Gateway;

/// <summary>What is sent to the gateway.</summary>
internal static class GatewayPayloads
{
    public static byte[] Heartbeat(int? sequence) => Write(1, json =>
    {
        if (sequence is { } number) json.WriteNumber("d", number);
        else json.WriteNull("d");
    });

    public static byte[] Identify(DiscordOptions options, int shard, int shards) => Write(2, json =>
    {
        json.WriteStartObject("d");
        json.WriteString("token", options.Token);
        json.WriteNumber("intents", GatewayIntents.For(options));
        json.WriteStartArray("shard");
        json.WriteNumberValue(shard);
        json.WriteNumberValue(shards);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteString("os", OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux");
        json.WriteString("browser", "bots");
        json.WriteString("device", "bots");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static byte[] Resume(string token, string sessionId, int sequence) => Write(6, json =>
    {
        json.WriteStartObject("d");
        json.WriteString("token", token);
        json.WriteString("session_id", sessionId);
        json.WriteNumber("seq", sequence);
        json.WriteEndObject();
    });

    private static byte[] Write(int op, Action<Utf8JsonWriter> data)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("op", op);
            data(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
