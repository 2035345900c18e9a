using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bots.Adapters.Web;

/// <summary>One thing a tab is told, ready for the wire; shared by all tabs that are told it.</summary>
internal sealed record WebEvent(string Type, string Data)
{
    /// <summary>The connection stands: time to read the history.</summary>
    public static WebEvent Ready { get; } = new("ready", "{}");

    /// <summary>A sign of life, for proxies and for the page, which gives up a silent connection.</summary>
    public static WebEvent Ping { get; } = new("ping", "{}");

    /// <summary>A message was accepted from one of the browser's tabs.</summary>
    public static WebEvent Message(string turn, string text) => Of("message", new(turn, text), WebJson.Relaxed.MessageEvent);

    /// <summary>An answer is being written: its text so far as HTML (null while there is none), and whether it still grows.</summary>
    public static WebEvent Answer(string turn, string? html, bool active) => Of("answer", new(turn, html, active), WebJson.Relaxed.AnswerEvent);

    /// <summary>A finished reply.</summary>
    public static WebEvent Final(FinalEvent reply) => Of("final", reply, WebJson.Relaxed.FinalEvent);

    /// <summary>The event as it goes over the wire.</summary>
    public SseItem<string> ToItem() => new(Data, Type);

    private static WebEvent Of<T>(string type, T value, JsonTypeInfo<T> info) => new(type, JsonSerializer.Serialize(value, info));
}

internal sealed record MessageEvent(string Turn, string Text);

internal sealed record AnswerEvent(string Turn, string? Html, bool Active);

internal sealed record FinalEvent(string Id, string Turn, string Html, bool Command, ReplyFile? File);
