using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bots.Fakes.Discord.World;

/// <summary>The shapes of things as Discord writes them.</summary>
internal static partial class WireJson
{
    private const int TextChannel = 0;
    private const int PublicThread = 11;

    public static JsonObject Of(FakeUser user) => new()
    {
        ["id"] = user.Id,
        ["username"] = user.Name,
        ["global_name"] = user.IsBot ? null : user.Name,
        ["discriminator"] = "0",
        ["avatar"] = null,
        ["bot"] = user.IsBot,
        ["public_flags"] = 0,
    };

    public static JsonObject Of(FakeChannel channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id,
            ["type"] = channel.Type,
            ["last_message_id"] = channel.Messages is [.., var last] ? last.Id : null,
            ["flags"] = 0,
        };
        if (channel.Recipient is { } recipient) json["recipients"] = new JsonArray(Of(recipient));
        if (channel.Guild is not { } guild) return json;
        json["guild_id"] = guild.Id;
        json["name"] = channel.Name;
        json["parent_id"] = channel.ParentId;
        json["position"] = 0;
        json["permission_overwrites"] = new JsonArray();
        if (channel.Type == PublicThread) AddThread(json, channel);
        return json;
    }

    public static JsonObject Of(FakeMessage message, bool withContent = true)
    {
        var json = new JsonObject
        {
            ["id"] = message.Id,
            ["channel_id"] = message.Channel.Id,
            ["type"] = message.Type,
            ["author"] = Of(message.Author),
            ["content"] = withContent ? message.Content : "",
            ["timestamp"] = Text(message.SentAt),
            ["edited_timestamp"] = message.EditedAt is { } at ? Text(at) : null,
            ["tts"] = false,
            ["mention_everyone"] = false,
            ["mentions"] = new JsonArray([.. message.Mentions.Select(Of)]),
            ["mention_roles"] = new JsonArray([.. RoleMention.Matches(message.Content).Select(static match => JsonValue.Create(match.Groups[1].Value))]),
            ["attachments"] = new JsonArray([.. (withContent ? message.Files : []).Select(Of)]),
            ["embeds"] = new JsonArray(),
            ["components"] = withContent && message.Components.Length > 0 ? JsonNode.Parse(message.Components) : new JsonArray(),
            ["pinned"] = false,
            ["flags"] = (message.IsEphemeral ? 64 : 0) | (message.IsLoading ? 128 : 0) | (message.HasThread ? 32 : 0),
        };
        foreach (var (name, value) in withContent ? message.Extra : []) json[name] = value?.DeepClone();
        if (message.Nonce is { } nonce) json["nonce"] = nonce;
        if (message.IsWebhook) json["webhook_id"] = message.Author.Id;
        if (message.ReplyTo is { } original) AddReference(json, original);
        return json;
    }

    /// <summary>The message as the gateway sends it.</summary>
    public static JsonObject Event(FakeMessage message, bool withContent)
    {
        var json = Of(message, withContent);
        json["channel_type"] = message.Channel.Type;
        if (message.Channel.Guild is not { } guild) return json;
        json["guild_id"] = guild.Id;
        json["member"] = Member(message.SentAt, guild, message.Author);
        return json;
    }

    private static JsonArray RolesOf(FakeGuild guild, FakeUser bot)
    {
        var roles = new JsonArray(Role(guild.Id, "@everyone", tags: null));
        if (guild.BotRole is { } own) roles.Add(Role(own, bot.Name, new JsonObject { ["bot_id"] = bot.Id }));
        return roles;
    }

    private static JsonObject Role(string id, string name, JsonObject? tags)
    {
        var role = new JsonObject { ["id"] = id, ["name"] = name, ["permissions"] = "3072", ["position"] = 0, ["color"] = 0, ["hoist"] = false, ["managed"] = tags is not null, ["mentionable"] = false, ["flags"] = 0 };
        if (tags is not null) role["tags"] = tags;
        return role;
    }

    public static JsonObject GuildCreate(FakeGuild guild, FakeUser bot, IEnumerable<FakeChannel> channels)
    {
        var all = channels.Where(channel => channel.Guild == guild).ToArray();
        return new()
        {
            ["id"] = guild.Id,
            ["name"] = guild.Name,
            ["owner_id"] = "1",
            ["unavailable"] = false,
            ["large"] = false,
            ["member_count"] = 2,
            ["joined_at"] = Text(DateTimeOffset.UnixEpoch),
            ["channels"] = new JsonArray([.. all.Where(static channel => channel.Type != PublicThread).Select(Of)]),
            ["threads"] = new JsonArray([.. all.Where(static channel => channel.Type == PublicThread).Select(Of)]),
            ["members"] = new JsonArray(new JsonObject { ["user"] = Of(bot), ["roles"] = new JsonArray(), ["joined_at"] = Text(DateTimeOffset.UnixEpoch), ["deaf"] = false, ["mute"] = false, ["flags"] = 0 }),
            ["roles"] = RolesOf(guild, bot),
            ["emojis"] = new JsonArray(),
            ["stickers"] = new JsonArray(),
            ["features"] = new JsonArray(),
            ["voice_states"] = new JsonArray(),
            ["presences"] = new JsonArray(),
            ["stage_instances"] = new JsonArray(),
            ["guild_scheduled_events"] = new JsonArray(),
            ["preferred_locale"] = "en-US",
        };
    }

    public static JsonObject Of(FakeInteraction interaction, string applicationId)
    {
        var json = new JsonObject
        {
            ["id"] = interaction.Id,
            ["application_id"] = applicationId,
            ["type"] = interaction.Type,
            ["token"] = interaction.Token,
            ["version"] = 1,
            ["channel_id"] = interaction.Channel.Id,
            ["channel"] = Of(interaction.Channel),
            ["data"] = interaction.Data.DeepClone(),
            ["locale"] = "en-US",
            ["app_permissions"] = "3072",
            ["entitlements"] = new JsonArray(),
            ["authorizing_integration_owners"] = interaction.Channel.IsForeign ? new JsonObject { ["1"] = interaction.User.Id } : new JsonObject { ["0"] = interaction.Channel.Guild?.Id ?? "0" },
            ["context"] = interaction.Channel.Guild is not null ? 0 : interaction.Channel.Recipient is not null ? 1 : 2,
            ["attachment_size_limit"] = 10_485_760,
        };
        if (interaction.Message is { } message) json["message"] = Of(message);
        if (interaction.Channel.Guild is not { } guild)
        {
            json["user"] = Of(interaction.User);
            return json;
        }

        var member = Member(interaction.At, guild, interaction.User);
        member["user"] = Of(interaction.User);
        member["permissions"] = "3072";
        json["member"] = member;
        json["guild_id"] = guild.Id;
        return json;
    }

    /// <summary>A member as it is asked for.</summary>
    public static JsonObject MemberOf(FakeGuild guild, FakeUser user)
    {
        var member = Member(DateTimeOffset.UnixEpoch, guild, user);
        member["user"] = Of(user);
        return member;
    }

    public static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    private static JsonObject Of(FakeFile file) => new()
    {
        ["id"] = file.Id,
        ["filename"] = file.Name,
        ["content_type"] = file.ContentType,
        ["size"] = file.Content.Length,
        ["url"] = file.Link?.Invoke() ?? $"https://cdn.invalid/{file.Id}/{file.Name}",
        ["proxy_url"] = $"https://media.invalid/{file.Id}/{file.Name}",
    };

    private static JsonObject Member(DateTimeOffset joined, FakeGuild guild, FakeUser user) => new()
    {
        ["roles"] = new JsonArray([.. guild.Roles.GetValueOrDefault(user.Id, []).Select(static role => JsonValue.Create(role))]), ["nick"] = null, ["joined_at"] = Text(joined), ["deaf"] = false, ["mute"] = false, ["flags"] = 0,
    };

    private static void AddThread(JsonObject json, FakeChannel channel)
    {
        json["owner_id"] = channel.OwnerId;
        json["message_count"] = channel.Messages.Count;
        json["member_count"] = 2;
        json["thread_metadata"] = new JsonObject
        {
            ["archived"] = channel.IsArchived, ["auto_archive_duration"] = 1440, ["archive_timestamp"] = Text(DateTimeOffset.UnixEpoch), ["locked"] = false,
        };
    }

    private static void AddReference(JsonObject json, FakeMessage original)
    {
        json["message_reference"] = new JsonObject { ["type"] = TextChannel, ["message_id"] = original.Id, ["channel_id"] = original.Channel.Id };
        json["referenced_message"] = Of(original);
    }

    [GeneratedRegex(@"<@&(\d+)>")]
    private static partial Regex RoleMention { get; }
}
