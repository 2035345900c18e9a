using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bots.Adapters.Telegram.Sending;

namespace Bots.Adapters.Telegram.Api;

/// <summary>Puts a file in place of a message's text; doing it again changes nothing for the reader.</summary>
internal sealed record EditMessageDocument(long ChatId, long MessageId, ReplyFile File) : TelegramRequest<JsonElement>
{
    private const string Part = "file";

    internal override string Method => "editMessageMedia";

    internal override SendLane? Lane => new(ChatId, SendPriority.Final);

    /// <summary>The buttons below the file, or null.</summary>
    public InlineKeyboardMarkup? ReplyMarkup { get; init; }

    public override HttpContent ToContent()
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(File.Content)) { Headers = { ContentType = new("application/octet-stream") } };
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{Part}\"", FileName = $"\"{SafeName()}\"" };
        var form = new MultipartFormDataContent
        {
            { new StringContent(ChatId.ToString(CultureInfo.InvariantCulture)), "chat_id" },
            { new StringContent(MessageId.ToString(CultureInfo.InvariantCulture)), "message_id" },
            { new StringContent($$"""{"type":"document","media":"attach://{{Part}}"}"""), "media" },
            file,
        };
        if (ReplyMarkup is { } markup) form.Add(new StringContent(JsonSerializer.Serialize(markup, TelegramJson.Default.InlineKeyboardMarkup)), "reply_markup");
        return form;
    }

    private string SafeName() => string.Concat(File.Name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
