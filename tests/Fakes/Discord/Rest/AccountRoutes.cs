using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Fakes.Discord.Gateway;
using Bots.Fakes.Discord.World;

namespace Bots.Fakes.Discord.Rest;

/// <summary>The gateway's address, the account, and its commands.</summary>
internal sealed class AccountRoutes(DiscordWorld world, FakeGateway gateway, FakeDiscordOptions options, Func<string> gatewayUrl)
{
    /// <summary>The answer, or null when the route is not one of these.</summary>
    public RestAnswer? Handle(RestCall call) => call.Route switch
    {
        "GET /gateway" => RestAnswer.Ok(new JsonObject { ["url"] = gatewayUrl() }),
        "GET /gateway/bot" => RestAnswer.Ok(new JsonObject { ["url"] = gatewayUrl(), ["shards"] = options.RecommendedShards, ["session_start_limit"] = gateway.StartLimit() }),
        "GET /users/@me" => RestAnswer.Ok(WireJson.Of(world.Bot)),
        "GET /applications/@me" => RestAnswer.Ok(new JsonObject { ["id"] = world.ApplicationId, ["name"] = world.Bot.Name, ["flags"] = 0, ["bot"] = WireJson.Of(world.Bot) }),
        "POST /users/@me/channels" => world.Users.TryGetValue(call.Text("recipient_id") ?? "", out var user)
            ? RestAnswer.Ok(WireJson.Of(world.DmWith(user))) : RestAnswer.Error(400, 50033, "Invalid Recipient(s)"),
        "GET /guilds/{guild_id}/members/{user_id}" => FindMember(call.Match["guild_id"], call.Match["user_id"]),
        _ when call.Match.Values.ContainsKey("application_id") => HandleCommands(call),
        _ => null,
    };

    private RestAnswer FindMember(string guildId, string userId)
    {
        if (!world.Guilds.TryGetValue(guildId, out var guild)) return RestAnswer.Error(404, 10004, "Unknown Guild");
        return world.Users.TryGetValue(userId, out var user) && !guild.Left.ContainsKey(userId) ? RestAnswer.Ok(WireJson.MemberOf(guild, user)) : RestAnswer.Error(404, 10007, "Unknown Member");
    }

    private RestAnswer HandleCommands(RestCall call)
    {
        if (call.Match["application_id"] != world.ApplicationId) return RestAnswer.Error(403, 20012, "You are not authorized to perform this action on this application");
        var scope = call.Match.Values.GetValueOrDefault("guild_id") ?? "";
        if (call.Route.StartsWith("PUT ", StringComparison.Ordinal)) world.Commands[scope] = [.. call.Body!.Value.EnumerateArray().Select(Register)];
        var registered = world.Commands.GetValueOrDefault(scope) ?? [];
        if (call.Route.StartsWith("POST ", StringComparison.Ordinal)) return Create(registered, scope, call.Body!.Value);
        if (call.Match.Values.GetValueOrDefault("command_id") is { } id)
            return registered.FirstOrDefault(command => command.Id == id) is { } found ? Change(registered, found, scope, call) : RestAnswer.Error(404, 10063, "Unknown application command");
        return RestAnswer.Ok(new JsonArray([.. registered.Select(command => Describe(command, scope))]));
    }

    private FakeCommand Register(JsonElement command) => new(world.NextId(), command.GetProperty("name").GetString()!, command.GetRawText());

    // One of the same name and type is replaced.
    private RestAnswer Create(IReadOnlyList<FakeCommand> registered, string scope, JsonElement body)
    {
        var created = Register(body);
        var old = registered.FirstOrDefault(command => command.Name == created.Name && TypeOf(command.Json) == TypeOf(created.Json));
        if (old is not null) created = created with { Id = old.Id };
        world.Commands[scope] = [.. registered.Where(command => command != old), created];
        return new(old is null ? 201 : 200, Describe(created, scope));
    }

    private RestAnswer Change(IReadOnlyList<FakeCommand> registered, FakeCommand command, string scope, RestCall call)
    {
        var others = registered.Where(other => other != command);
        if (call.Route.StartsWith("DELETE ", StringComparison.Ordinal))
        {
            world.Commands[scope] = [.. others];
            return RestAnswer.Nothing;
        }

        var json = JsonNode.Parse(command.Json)!.AsObject();
        foreach (var field in call.Body!.Value.EnumerateObject()) json[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        var changed = command with { Name = json["name"]!.GetValue<string>(), Json = json.ToJsonString() };
        world.Commands[scope] = [.. others, changed];
        return RestAnswer.Ok(Describe(changed, scope));
    }

    private static int TypeOf(string command) => JsonNode.Parse(command)!["type"]?.GetValue<int>() ?? 1;

    // The answer has every default filled in, as Discord's has: a client that compares must know them.
    private JsonObject Describe(FakeCommand command, string scope)
    {
        var json = JsonNode.Parse(command.Json)!.AsObject();
        json["id"] = command.Id;
        json["application_id"] = world.ApplicationId;
        json["version"] = command.Id;
        json["type"] ??= 1;
        json["description"] ??= "";
        json["nsfw"] ??= false;
        json["default_member_permissions"] ??= null;
        json["name_localizations"] ??= null;
        json["description_localizations"] ??= null;
        json["contexts"] ??= null;
        json["integration_types"] ??= new JsonArray(0);
        if (scope.Length > 0) json["guild_id"] = scope;
        if (json["options"] is JsonArray { Count: 0 }) json.Remove("options");
        return json;
    }
}
