using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bots.Adapters.Discord.Api;

/// <summary>How long a request may wait for its place within the limits.</summary>
internal enum Urgency
{
    /// <summary>As long as is bearable: what is sent must arrive.</summary>
    Final,

    /// <summary>Not at all: a preview that comes late is worth nothing.</summary>
    Cosmetic,
}

/// <summary>One HTTP request.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The template, for limits and logs: holds no ids and no tokens.</param>
/// <param name="Path">The address below the base address. May hold an interaction's token: never logged.</param>
/// <param name="Major">The top-level resource that limits are counted by.</param>
internal sealed record DiscordCall(HttpMethod Method, string Route, string Path, string Major)
{
    public Urgency Urgency { get; init; }

    /// <summary>False for interactions, which carry their own token and have no part in the global limit.</summary>
    public bool IsBot { get; init; } = true;

    public byte[]? Body { get; private init; }

    public ReplyFile? File { get; init; }

    public DiscordCall With<T>(T body, JsonTypeInfo<T> type) => this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    public HttpContent? ToContent()
    {
        if (Body is null) return null;
        var json = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (File is not { } file) return json;
        return new MultipartFormDataContent
        {
            { json, "payload_json" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(file.Content)), "files[0]", file.Name },
        };
    }
}
