using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Fakes.Discord.World;

namespace Bots.Fakes.Discord.Rest;

/// <summary>Answers to interactions: the first within 3 s, follow-ups for 15 minutes.</summary>
internal sealed class InteractionRoutes(DiscordWorld world)
{
    private const int Ephemeral = 64;
    private const int MostForeignFollowUps = 5;
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    /// <summary>The answer, or null when the route is not one of these.</summary>
    public RestAnswer? Handle(RestCall call)
    {
        if (call.Match.Values.TryGetValue("interaction_token", out var token)) return Respond(call, world.Interactions.GetValueOrDefault(token));
        if (!call.Match.Values.TryGetValue("webhook_token", out token)) return null;
        if (!world.Interactions.TryGetValue(token, out var interaction) || interaction.ResponseType is null || call.Match["webhook_id"] != world.ApplicationId)
            return RestAnswer.Error(404, 10015, "Unknown Webhook");
        if (world.Time.GetUtcNow() - interaction.At > TokenLife) return RestAnswer.Error(401, 50027, "Invalid Webhook Token");
        return call.Route.StartsWith("POST ", StringComparison.Ordinal) ? FollowUp(call, interaction) : HandleMessage(call, interaction);
    }

    private RestAnswer Respond(RestCall call, FakeInteraction? interaction)
    {
        if (interaction is null || interaction.Id != call.Match["interaction_id"] || world.Time.GetUtcNow() - interaction.At > FirstAnswer)
            return RestAnswer.Error(404, 10062, "Unknown interaction");
        if (interaction.ResponseType is not null) return RestAnswer.Error(400, 40060, "Interaction has already been acknowledged.");
        var data = Data(call);
        interaction.ResponseType = call.Body!.Value.GetProperty("type").GetInt32();
        interaction.IsEphemeral = (data?["flags"]?.GetValue<int>() & Ephemeral) == Ephemeral;
        switch (interaction.ResponseType)
        {
            case 4: interaction.Original = Post(interaction, data?["content"]?.GetValue<string>() ?? "", interaction.IsEphemeral, call); break;
            case 5:
                interaction.Original = Post(interaction, "", interaction.IsEphemeral, call);
                interaction.Original.IsLoading = true;
                break;
            case 6 or 7:
                interaction.Original = interaction.Message;
                if (data?["content"]?.GetValue<string>() is { } changed) interaction.Message?.Edit(world.Rewrite(changed), world.Time.GetUtcNow());
                break;
            case 8: interaction.Choices = [.. data!["choices"]!.AsArray().Select(static choice => choice!["name"]!.GetValue<string>())]; break;
        }

        return Acknowledge(call, interaction);
    }

    private static RestAnswer Acknowledge(RestCall call, FakeInteraction interaction)
    {
        if (call.Query["with_response"] != "true") return RestAnswer.Nothing;
        var response = new JsonObject { ["interaction"] = new JsonObject { ["id"] = interaction.Id, ["type"] = interaction.Type } };
        if (interaction.Original is { } original) response["resource"] = new JsonObject { ["type"] = interaction.ResponseType, ["message"] = WireJson.Of(original) };
        return RestAnswer.Ok(response);
    }

    private RestAnswer FollowUp(RestCall call, FakeInteraction interaction)
    {
        if (MessageRoutes.CheckContent(call, call.Text("content"), mayBeEmpty: false) is { } wrong) return wrong;
        if (interaction.Channel.IsForeign && interaction.FollowUps.Count == MostForeignFollowUps) return RestAnswer.Error(400, 40094, "This interaction has reached the maximum number of follow up messages");
        if (interaction.Original is { IsLoading: true } loading)
        {
            loading.Edit(world.Rewrite(call.Text("content") ?? ""), world.Time.GetUtcNow());
            return RestAnswer.Ok(WireJson.Of(loading));
        }

        var isEphemeral = int.TryParse(call.Text("flags"), out var flags) && (flags & Ephemeral) != 0;
        var message = Post(interaction, call.Text("content") ?? "", isEphemeral, call);
        interaction.FollowUps = [.. interaction.FollowUps, message];
        return RestAnswer.Ok(WireJson.Of(message));
    }

    private RestAnswer HandleMessage(RestCall call, FakeInteraction interaction)
    {
        var id = call.Match.Values.GetValueOrDefault("message_id");
        var message = id is null ? interaction.Original : interaction.FollowUps.FirstOrDefault(message => message.Id == id);
        if (message is null) return RestAnswer.Error(404, 10008, "Unknown Message");
        switch (call.Route.Split(' ')[0])
        {
            case "DELETE":
                interaction.Channel.Remove(message.Id);
                return RestAnswer.Nothing;
            case "PATCH":
                if (MessageRoutes.CheckContent(call, call.Text("content"), mayBeEmpty: true) is { } wrong) return wrong;
                message.Components = call.Text("components") ?? message.Components;
                message.Files = [.. message.Files, .. call.Files];
                message.Edit(call.Text("content") is { } changed ? world.Rewrite(changed) : message.Content, world.Time.GetUtcNow());
                return RestAnswer.Ok(WireJson.Of(message));
            default:
                return RestAnswer.Ok(WireJson.Of(message));
        }
    }

    private FakeMessage Post(FakeInteraction interaction, string content, bool isEphemeral, RestCall call)
    {
        var message = new FakeMessage(world.NextId(), interaction.Channel, world.Bot, world.Rewrite(content), world.Time.GetUtcNow())
        {
            IsEphemeral = isEphemeral, Type = 20, Files = call.Files, Components = Data(call)?["components"]?.ToJsonString() ?? "",
            AllowedMentions = Data(call)?["allowed_mentions"]?.ToJsonString(),
        };
        interaction.Channel.Add(message);
        return message;
    }

    private static JsonNode? Data(RestCall call) => call.Body is { } body && body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        ? JsonNode.Parse(data.GetRawText())
        : call.BodyText.Length > 0 ? JsonNode.Parse(call.BodyText) : null;
}
