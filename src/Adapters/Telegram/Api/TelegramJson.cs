using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Adapters.Telegram.Api;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = Reading.UpdateReader.AnyDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LenientStringConverter)])]
[JsonSerializable(typeof(GetMe))]
[JsonSerializable(typeof(DeleteWebhook))]
[JsonSerializable(typeof(GetFile))]
[JsonSerializable(typeof(TelegramResponse<DownloadableFile>))]
[JsonSerializable(typeof(GetWebhookInfo))]
[JsonSerializable(typeof(SetWebhook))]
[JsonSerializable(typeof(TelegramResponse<WebhookInfo>))]
[JsonSerializable(typeof(GetUpdates))]
[JsonSerializable(typeof(SendChatAction))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(EditMessageText))]
[JsonSerializable(typeof(SendMessageDraft))]
[JsonSerializable(typeof(DeleteMessage))]
[JsonSerializable(typeof(AnswerCallbackQuery))]
[JsonSerializable(typeof(SetMyCommands))]
[JsonSerializable(typeof(DeleteMyCommands))]
[JsonSerializable(typeof(InlineKeyboardMarkup))]
[JsonSerializable(typeof(Replies.TelegramPayload))]
[JsonSerializable(typeof(TelegramResponse<bool>))]
[JsonSerializable(typeof(TelegramResponse<User>))]
[JsonSerializable(typeof(TelegramResponse<SentMessage>))]
[JsonSerializable(typeof(TelegramResponse<UpdateBatch>))]
[JsonSerializable(typeof(TelegramResponse<JsonElement>))]
internal sealed partial class TelegramJson : JsonSerializerContext;
