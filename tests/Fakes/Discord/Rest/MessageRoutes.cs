using System.Text.Json;
using System.Text.Json.Nodes;
using Bots.Fakes.Discord.Gateway;
using Bots.Fakes.Discord.World;

namespace Bots.Fakes.Discord.Rest;

/// <summary>Channels and messages.</summary>
internal sealed class MessageRoutes(DiscordWorld world, FakeGateway gateway)
{
    private const int MostCharacters = 2000;
    private static readonly TimeSpan NonceWindow = TimeSpan.FromMinutes(5);

    /// <summary>The answer, or null when the route is not one of these.</summary>
    public RestAnswer? Handle(RestCall call)
    {
        if (!call.Match.Values.TryGetValue("channel_id", out var id)) return null;
        if (!world.Channels.TryGetValue(id, out var channel)) return RestAnswer.Error(404, 10003, "Unknown Channel");
        if (channel.Refusal is { } code) return Refused(code);
        if (!call.Match.Values.TryGetValue("message_id", out var messageId)) return HandleChannel(call, channel);
        return channel.Find(messageId) is { IsEphemeral: false } message ? HandleMessage(call, channel, message) : RestAnswer.Error(404, 10008, "Unknown Message");
    }

    /// <summary>What is wrong with the text of a message, or null.</summary>
    public static RestAnswer? CheckContent(RestCall call, string? content, bool mayBeEmpty)
    {
        if (content is { Length: > MostCharacters }) return RestAnswer.InvalidForm([$"content: Must be {MostCharacters} or fewer in length."]);
        if (ComponentRules.Check(call.Body) is { Count: > 0 } problems) return RestAnswer.InvalidForm(problems);
        return string.IsNullOrWhiteSpace(content) && !mayBeEmpty && call.Files.Count == 0 ? RestAnswer.Error(400, 50006, "Cannot send an empty message") : null;
    }

    private RestAnswer HandleChannel(RestCall call, FakeChannel channel)
    {
        switch (call.Route)
        {
            case "GET /channels/{channel_id}": return RestAnswer.Ok(WireJson.Of(channel));
            case "POST /channels/{channel_id}/messages" or "POST /channels/{channel_id}/typing" when InThreadsRefusal(channel) is { } code: return Refused(code);
            case "POST /channels/{channel_id}/typing":
                channel.CountTyping();
                return RestAnswer.Nothing;
            case "GET /channels/{channel_id}/messages": return List(call, channel);
            default: return Create(call, channel);
        }
    }

    private int? InThreadsRefusal(FakeChannel channel) => channel.ParentId is { } parent ? world.Channels[parent].InThreadsRefusal : null;

    private RestAnswer HandleMessage(RestCall call, FakeChannel channel, FakeMessage message)
    {
        switch (call.Route)
        {
            case "GET /channels/{channel_id}/messages/{message_id}": return RestAnswer.Ok(WireJson.Of(message));
            case "POST /channels/{channel_id}/messages/{message_id}/threads": return OpenThread(call, channel, message);
            case "DELETE /channels/{channel_id}/messages/{message_id}":
                channel.Remove(message.Id);
                return RestAnswer.Nothing;
            default: return Edit(call, message);
        }
    }

    private RestAnswer Edit(RestCall call, FakeMessage message)
    {
        if (message.Channel.IsArchived) return RestAnswer.Error(400, 50083, "Thread is archived");
        if (message.Author.Id != world.Bot.Id) return RestAnswer.Error(403, 50005, "Cannot edit a message authored by another user");
        if (CheckContent(call, call.Text("content"), mayBeEmpty: true) is { } wrong) return wrong;
        if (call.Text("components") is { } components) message.Components = components;
        message.Files = [.. message.Files, .. call.Files];
        if (call.Text("content") is { } content) message.Edit(world.Rewrite(content), world.Time.GetUtcNow());
        gateway.EmitMessage("MESSAGE_UPDATE", message);
        return RestAnswer.Ok(WireJson.Of(message));
    }

    private RestAnswer Create(RestCall call, FakeChannel channel)
    {
        var nonce = call.Text("nonce");
        if (call.Flag("enforce_nonce") && nonce is not null && ByNonce(channel, nonce) is { } existing)
            return channel.Find(existing.Id) is null ? RestAnswer.Error(404, 10008, "Unknown Message") : RestAnswer.Ok(WireJson.Of(existing));
        if (CheckContent(call, call.Text("content"), mayBeEmpty: false) is { } wrong) return wrong;
        if (Reference(call, channel, out var original) is { } refused) return refused;
        var message = new FakeMessage(world.NextId(), channel, world.Bot, world.Rewrite(call.Text("content") ?? ""), world.Time.GetUtcNow())
        {
            Nonce = nonce, ReplyTo = original, Type = original is null ? 0 : 19, Files = call.Files,
            AllowedMentions = call.Text("allowed_mentions"), Components = call.Text("components") ?? "",
        };
        channel.IsArchived = false;
        channel.Add(message);
        gateway.EmitMessage("MESSAGE_CREATE", message);
        return RestAnswer.Ok(WireJson.Of(message));
    }

    private static RestAnswer? Reference(RestCall call, FakeChannel channel, out FakeMessage? original)
    {
        original = null;
        if (call.Body is not { } body || !body.TryGetProperty("message_reference", out var reference) || reference.ValueKind != JsonValueKind.Object) return null;
        if (channel.HidesHistory) return RestAnswer.Error(403, 160002, "Cannot reply without permission to read message history");
        original = channel.Find(reference.GetProperty("message_id").GetString()!);
        var mayMiss = reference.TryGetProperty("fail_if_not_exists", out var fails) && fails.ValueKind == JsonValueKind.False;
        return original is null && !mayMiss ? RestAnswer.InvalidForm(["message_reference: Unknown message"]) : null;
    }

    // One that was deleted counts: "that we don't try to recreate the message if it was created then subsequently deleted is intentional"
    // (discord-api-docs, pull request 6647).
    private FakeMessage? ByNonce(FakeChannel channel, string nonce) =>
        channel.Created.FirstOrDefault(message => message.Nonce == nonce && message.Author.Id == world.Bot.Id && world.Time.GetUtcNow() - message.SentAt < NonceWindow);

    private static RestAnswer List(RestCall call, FakeChannel channel)
    {
        var limit = call.Query.TryGetValue("limit", out var text) ? int.Parse(text!, System.Globalization.CultureInfo.InvariantCulture) : 50;
        var all = channel.Messages.Where(message => !message.IsEphemeral && !channel.HidesHistory);
        if (call.Query.TryGetValue("after", out var after)) all = all.Where(message => Number(message.Id) > Number(after!)).Take(limit);
        else if (call.Query.TryGetValue("before", out var before)) all = all.Where(message => Number(message.Id) < Number(before!)).TakeLast(limit);
        else all = all.TakeLast(limit);
        return RestAnswer.Ok(new JsonArray([.. all.Reverse().Select(static message => WireJson.Of(message))]));
    }

    private RestAnswer OpenThread(RestCall call, FakeChannel channel, FakeMessage message)
    {
        if (channel.ThreadRefusal is { } code) return Refused(code);
        if (world.Channels.ContainsKey(message.Id)) return RestAnswer.Error(400, 160004, "A thread has already been created for this message");
        if (channel.Guild is null) return RestAnswer.Error(400, 50024, "Cannot execute action on this channel type");
        var thread = world.AddChannel(new FakeChannel(message.Id, 11, call.Text("name")!) { Guild = channel.Guild, ParentId = channel.Id, OwnerId = world.Bot.Id });
        message.HasThread = true;
        gateway.Dispatch("THREAD_CREATE", WireJson.Of(thread), channel.Guild.Id);
        return new(201, WireJson.Of(thread));
    }

    private static RestAnswer Refused(int code) => code switch
    {
        10003 => RestAnswer.Error(404, 10003, "Unknown Channel"),
        50001 => RestAnswer.Error(403, 50001, "Missing Access"),
        50007 => RestAnswer.Error(403, 50007, "Cannot send messages to this user"),
        50013 => RestAnswer.Error(403, 50013, "Missing Permissions"),
        _ => RestAnswer.Error(400, code, "Refused"),
    };

    private static long Number(string id) => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
}
