using System.Text.Json;
using Bots.Adapters.Discord.Intake;

namespace Bots.Adapters.Discord.Api;

/// <summary>The routes that are used.</summary>
internal sealed class DiscordClient(DiscordHttp http) : IDiscordMessages, IDiscordChannels, IDiscordFiles, IDiscordInteractions, IDiscordAccount, IDiscordMembers
{
    private const string Messages = "/channels/{channel}/messages";

    public async Task<DiscordMessage> CreateAsync(string channelId, MessageCreate message, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(channelId, message, file, urgency, cancellationToken);
        }
        catch (DiscordApiException exception) when (exception.Code == DiscordErrors.CannotQuote && message.MessageReference is not null)
        {
            return await PostAsync(channelId, message with { MessageReference = null }, file, urgency, cancellationToken);
        }
    }

    public Task EditAsync(string channelId, string messageId, MessageEdit edit, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Patch, Messages + "/{message}", $"/channels/{channelId}/messages/{messageId}", channelId) { Urgency = urgency, File = file };
        return http.SendAsync(call.With(edit with { Attachments = Uploads(file) }, DiscordJson.Default.MessageEdit), cancellationToken);
    }

    public Task ShowTypingAsync(string channelId, CancellationToken cancellationToken) =>
        http.SendAsync(new DiscordCall(HttpMethod.Post, "/channels/{channel}/typing", $"/channels/{channelId}/typing", channelId) { Urgency = Urgency.Cosmetic }, cancellationToken);

    public Task<MessagePage> ListAfterAsync(string channelId, string messageId, int limit, CancellationToken cancellationToken) =>
        ListAsync(channelId, $"after={messageId}&", limit, cancellationToken);

    public Task<MessagePage> ListNewestAsync(string channelId, int limit, CancellationToken cancellationToken) => ListAsync(channelId, "", limit, cancellationToken);

    public Task<DiscordMessage> GetAsync(string channelId, string messageId, CancellationToken cancellationToken) =>
        http.SendAsync(new DiscordCall(HttpMethod.Get, Messages + "/{message}", $"/channels/{channelId}/messages/{messageId}", channelId), DiscordJson.Default.DiscordMessage, cancellationToken);

    public Task<DiscordChannel> OpenThreadAsync(string channelId, string messageId, string name, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Post, Messages + "/{message}/threads", $"/channels/{channelId}/messages/{messageId}/threads", channelId);
        return http.SendAsync(call.With(new ThreadStart(name), DiscordJson.Default.ThreadStart), DiscordJson.Default.DiscordChannel, cancellationToken);
    }

    public Task<byte[]?> DownloadAsync(Uri file, int maxBytes, CancellationToken cancellationToken) => http.DownloadAsync(file, maxBytes, cancellationToken);

    public Task<DiscordChannel> GetChannelAsync(string channelId, CancellationToken cancellationToken) =>
        http.SendAsync(new DiscordCall(HttpMethod.Get, "/channels/{channel}", $"/channels/{channelId}", channelId), DiscordJson.Default.DiscordChannel, cancellationToken);

    public Task<DiscordMember> GetMemberAsync(string guildId, string userId, CancellationToken cancellationToken) =>
        http.SendAsync(new DiscordCall(HttpMethod.Get, "/guilds/{guild}/members/{user}", $"/guilds/{guildId}/members/{userId}", guildId), DiscordJson.Default.DiscordMember, cancellationToken);

    public Task RespondAsync(string interactionId, string token, InteractionResponse response, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Post, "/interactions/{interaction}/{token}/callback", $"/interactions/{interactionId}/{token}/callback", interactionId) { IsBot = false };
        return http.SendAsync(call.With(response, DiscordJson.Default.InteractionResponse), cancellationToken);
    }

    public Task EditOriginalAsync(string applicationId, string token, MessageEdit edit, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Patch, "/webhooks/{application}/{token}/messages/@original", $"/webhooks/{applicationId}/{token}/messages/@original", token) { IsBot = false, Urgency = urgency, File = file };
        return http.SendAsync(call.With(edit with { Attachments = Uploads(file) }, DiscordJson.Default.MessageEdit), cancellationToken);
    }

    public Task<DiscordMessage> FollowUpAsync(string applicationId, string token, FollowUp message, ReplyFile? file, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Post, "/webhooks/{application}/{token}", $"/webhooks/{applicationId}/{token}?wait=true", token) { IsBot = false, File = file };
        return http.SendAsync(call.With(message with { Attachments = Uploads(file) }, DiscordJson.Default.FollowUp), DiscordJson.Default.DiscordMessage, cancellationToken);
    }

    public Task<GatewayBot> GetGatewayAsync(CancellationToken cancellationToken) =>
        http.SendAsync(new DiscordCall(HttpMethod.Get, "/gateway/bot", "/gateway/bot", ""), DiscordJson.Default.GatewayBot, cancellationToken);

    public Task<IReadOnlyList<CommandDefinition>> GetCommandsAsync(string applicationId, string? guildId, CancellationToken cancellationToken) =>
        http.SendAsync(Commands(HttpMethod.Get, applicationId, guildId), DiscordJson.Default.IReadOnlyListCommandDefinition, cancellationToken);

    public Task CreateCommandAsync(string applicationId, string? guildId, CommandDefinition command, CancellationToken cancellationToken) =>
        http.SendAsync(Commands(HttpMethod.Post, applicationId, guildId).With(command, DiscordJson.Default.CommandDefinition), cancellationToken);

    public Task EditCommandAsync(string applicationId, string? guildId, string commandId, CommandDefinition change, CancellationToken cancellationToken) =>
        http.SendAsync(Commands(HttpMethod.Patch, applicationId, guildId, commandId).With(change, DiscordJson.Default.CommandDefinition), cancellationToken);

    public Task DeleteCommandAsync(string applicationId, string? guildId, string commandId, CancellationToken cancellationToken) =>
        http.SendAsync(Commands(HttpMethod.Delete, applicationId, guildId, commandId), cancellationToken);

    private Task<DiscordMessage> PostAsync(string channelId, MessageCreate message, ReplyFile? file, Urgency urgency, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Post, Messages, $"/channels/{channelId}/messages", channelId) { Urgency = urgency, File = file };
        var body = message with { Attachments = Uploads(file) };
        return http.SendAsync(call.With(body, DiscordJson.Default.MessageCreate), DiscordJson.Default.DiscordMessage, cancellationToken);
    }

    private async Task<MessagePage> ListAsync(string channelId, string from, int limit, CancellationToken cancellationToken)
    {
        var call = new DiscordCall(HttpMethod.Get, Messages, $"/channels/{channelId}/messages?{from}limit={limit}", channelId);
        var newestFirst = await http.SendAsync(call, DiscordJson.Default.JsonElementArray, cancellationToken);
        var messages = newestFirst.Reverse().Select(ReadOrNull).OfType<DiscordMessage>().ToList();
        return new(messages, [.. newestFirst.Reverse().Select(IdOf).OfType<string>()], newestFirst.Length < limit);
    }

    // One message that cannot be read must not hide the others.
    private static DiscordMessage? ReadOrNull(JsonElement message)
    {
        try
        {
            return message.Deserialize(DiscordJson.Default.DiscordMessage) is { } read && DiscordMapping.HasIds(read) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? IdOf(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static DiscordCall Commands(HttpMethod method, string applicationId, string? guildId, string? commandId = null)
    {
        var (template, path) = commandId is null ? ("", "") : ("/{command}", $"/{commandId}");
        return guildId is { Length: > 0 }
            ? new(method, "/applications/{application}/guilds/{guild}/commands" + template, $"/applications/{applicationId}/guilds/{guildId}/commands{path}", guildId)
            : new(method, "/applications/{application}/commands" + template, $"/applications/{applicationId}/commands{path}", "");
    }

    private static IReadOnlyList<AttachmentUpload>? Uploads(ReplyFile? file) => file is null ? null : [new("0", file.Name)];
}
