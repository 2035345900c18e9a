using System.Net.Http.Headers;
using System.Text.Json;
using Bots.Adapters.Telegram.Sending;

namespace Bots.Adapters.Telegram.Api;

/// <summary>One call of a Bot API method; the record's public properties are its parameters.</summary>
/// <typeparam name="TResult">What the method returns.</typeparam>
internal abstract record TelegramRequest<TResult>
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json", "utf-8");

    /// <summary>The method's name, for example <c>sendMessage</c>.</summary>
    internal abstract string Method { get; }

    /// <summary>How long the server may hold the request on purpose, beyond the usual time.</summary>
    internal virtual TimeSpan Hold => TimeSpan.Zero;

    /// <summary>The limits it falls under, or null when it shows nothing to anyone.</summary>
    internal virtual SendLane? Lane => null;

    /// <summary>The request as it goes on the wire.</summary>
    public virtual HttpContent ToContent() =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(this, GetType(), TelegramJson.Default)) { Headers = { ContentType = JsonType } };
}
