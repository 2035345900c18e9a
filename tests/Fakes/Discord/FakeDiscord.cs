using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bots.Fakes.Discord.Gateway;
using Bots.Fakes.Discord.Rest;
using Bots.Fakes.Discord.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bots.Fakes.Discord;

/// <summary>A Discord server on a free port of this machine: gateway, REST and interactions, behaving by the published documents.</summary>
/// <remarks>Every request is checked against <c>discord-facts.json</c>; what is wrong stands in <see cref="Violations"/>. Thread-safe.</remarks>
public sealed partial class FakeDiscord : IAsyncDisposable
{
    private readonly FakeDiscordOptions _options;
    private readonly DiscordWorld _world;
    private readonly RestServer _rest;
    private readonly WebApplication _app;
    private string _address = "";

    private FakeDiscord(FakeDiscordOptions options)
    {
        _options = options;
        _world = DiscordWorld.Create(options.Time);
        Gateway = new(_world, options);
        var account = new AccountRoutes(_world, Gateway, options, () => $"ws://{_address}/");
        _rest = new(_world, options, new RestLimits(_world, options), [account.Handle, new MessageRoutes(_world, Gateway).Handle, new InteractionRoutes(_world).Handle]);
        _app = Build();
    }

    /// <summary>What to set as <c>Bots:discord:BaseUrl</c>.</summary>
    public string BaseUrl => $"http://{_address}/api/v10";

    /// <summary>What to set as <c>Bots:discord:CdnUrl</c>.</summary>
    public string CdnUrl => $"http://{_address}";

    /// <summary>What was asked of the file servers.</summary>
    public IReadOnlyList<string> Downloads => [.. _world.Downloads];

    public string Token => _options.Token;

    public FakeUser Bot => _world.Bot;

    public string ApplicationId => _world.ApplicationId;

    /// <summary>Called with every step before it is taken: a request or a gateway command arrived, a request was carried out and is about to be
    /// answered. When it throws, the client is gone.</summary>
    public Action<string>? Step
    {
        get => _world.Step;
        set => _world.Step = value;
    }

    /// <summary>What is made of the texts that the bot sends; what Discord is known to do by default.</summary>
    public Func<string, string> Rewrite
    {
        get => _world.Rewrite;
        set => _world.Rewrite = value;
    }

    public FakeGateway Gateway { get; }

    public FakeRest Rest => _rest.Faults;

    /// <summary>Everything a client did that the documents do not allow.</summary>
    public IReadOnlyList<string> Violations => [.. _world.Violations];

    /// <summary>Fields a client sent that are not published; Discord ignores them.</summary>
    public IReadOnlyList<string> Oddities => [.. _world.Oddities];

    public IReadOnlyList<FakeRequest> Requests => [.. _world.Requests];

    public static async Task<FakeDiscord> StartAsync(FakeDiscordOptions? options = null)
    {
        var fake = new FakeDiscord(options ?? new());
        await fake._app.StartAsync();
        var address = fake._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        fake._address = address["http://".Length..];
        fake._options.ResumeUrl = $"ws://{fake._address}{FakeDiscordOptions.ResumePath}";
        return fake;
    }

    public FakeUser AddUser(string name, bool isBot = false) => _world.AddUser(name, isBot);

    public FakeGuild AddGuild(string name = "Guild", int shard = 0, int shards = 1) => _world.AddGuild(name, shard, shards);

    public FakeChannel AddChannel(FakeGuild guild, string name = "general") => _world.AddChannel(new(_world.NextId(), 0, name) { Guild = guild });

    /// <summary>A thread; one opened from a message has that message's id.</summary>
    public FakeChannel AddThread(FakeChannel parent, string name = "thread", FakeUser? owner = null, string? messageId = null) =>
        _world.AddChannel(new(messageId ?? _world.NextId(), 11, name) { Guild = parent.Guild, ParentId = parent.Id, OwnerId = owner?.Id });

    public FakeChannel AddForum(FakeGuild guild, string name = "forum") => _world.AddChannel(new(_world.NextId(), 15, name) { Guild = guild });

    /// <summary>A user opens a post in a forum: a thread whose first message has its id.</summary>
    public FakeMessage UserPosts(FakeChannel forum, FakeUser user, string title, string text)
    {
        var post = _world.AddChannel(new(_world.NextId(), 11, title) { Guild = forum.Guild, ParentId = forum.Id, OwnerId = user.Id });
        Gateway.Dispatch("THREAD_CREATE", WireJson.Of(post), forum.Guild!.Id);
        return Post(new(post.Id, post, user, text, _world.Time.GetUtcNow()) { Mentions = MentionedIn(text) });
    }

    /// <summary>A conversation of others, to which a user brings the bot along; with a guild, one that the bot is no member of.</summary>
    public FakeChannel AddForeignChannel(FakeGuild? guild = null) =>
        _world.AddChannel(new(_world.NextId(), guild is null ? 3 : 0, "elsewhere") { Guild = guild, IsForeign = true, Refusal = 50001 });

    /// <summary>The direct conversation of the bot with a user.</summary>
    public FakeChannel Dm(FakeUser user) => _world.DmWith(user);

    public FakeChannel Channel(string id) => _world.Channels[id];

    /// <summary>The commands registered globally, or for a guild.</summary>
    public IReadOnlyList<FakeCommand> Commands(FakeGuild? guild = null) => _world.Commands.GetValueOrDefault(guild?.Id ?? "") ?? [];

    /// <summary>A user writes; <c>&lt;@id&gt;</c> in the text mentions, and so does a reply, as clients have it unless one switches it off.</summary>
    public FakeMessage UserSays(FakeChannel channel, FakeUser user, string text, FakeMessage? replyTo = null, IReadOnlyList<FakeFile>? files = null)
    {
        var message = new FakeMessage(_world.NextId(), channel, user, text, _world.Time.GetUtcNow())
        {
            ReplyTo = replyTo, Type = replyTo is null ? 0 : 19, Files = [.. (files ?? []).Select(Uploaded)],
            Mentions = [.. MentionedIn(text).Concat(replyTo is null ? [] : [replyTo.Author]).Distinct()],
        };
        return Post(message);
    }

    /// <summary>A user sends something that is not words: a poll, a sticker, something forwarded.</summary>
    public FakeMessage UserSends(FakeChannel channel, FakeUser user, JsonObject extra) =>
        Post(new(_world.NextId(), channel, user, "", _world.Time.GetUtcNow()) { Extra = extra });

    /// <summary>Addresses of files handed out so far stop working, as they do after a day.</summary>
    public void ExpireFiles() => _world.FileAge++;

    /// <summary>A link in a message unfolds: the message changes, and nobody changed it.</summary>
    public void Unfold(FakeMessage message) => Gateway.EmitMessage("MESSAGE_UPDATE", message);

    /// <summary>A webhook, or the server itself, writes.</summary>
    public FakeMessage Post(FakeMessage message)
    {
        message.Channel.Add(message);
        Gateway.EmitMessage("MESSAGE_CREATE", message);
        return message;
    }

    /// <summary>The gateway sends the event of a message once more.</summary>
    public void SendAgain(FakeMessage message) => Gateway.EmitMessage("MESSAGE_CREATE", message);

    /// <summary>A guild that had an outage is there again.</summary>
    public void ComesBack(FakeGuild guild)
    {
        guild.IsUnavailable = false;
        Gateway.Dispatch("GUILD_CREATE", WireJson.GuildCreate(guild, Bot, _world.Channels.Values), guild.Id);
    }

    public string NextId() => _world.NextId();

    /// <summary>A user edits a message; whom it mentions changes with it, except for the one it replies to.</summary>
    public void UserEdits(FakeMessage message, string text)
    {
        message.Mentions = [.. MentionedIn(text).Concat(message.Mentions.Where(user => user.Id == message.ReplyTo?.Author.Id)).Distinct()];
        message.Edit(text, _world.Time.GetUtcNow());
        Gateway.EmitMessage("MESSAGE_UPDATE", message);
    }

    /// <summary>Somebody deletes a message.</summary>
    public void Delete(FakeMessage message)
    {
        message.Channel.Remove(message.Id);
        Gateway.Dispatch("MESSAGE_DELETE", new() { ["id"] = message.Id, ["channel_id"] = message.Channel.Id, ["guild_id"] = message.Channel.Guild?.Id }, message.Channel.Guild?.Id);
    }

    /// <summary>A moderator deletes several messages of a channel.</summary>
    public void DeleteMany(params FakeMessage[] messages)
    {
        foreach (var message in messages) message.Channel.Remove(message.Id);
        var channel = messages[0].Channel;
        var ids = new JsonArray([.. messages.Select(static message => JsonValue.Create(message.Id))]);
        Gateway.Dispatch("MESSAGE_DELETE_BULK", new() { ["ids"] = ids, ["channel_id"] = channel.Id, ["guild_id"] = channel.Guild?.Id }, channel.Guild?.Id);
    }

    /// <summary>A user runs a command with text options.</summary>
    public FakeInteraction UserRuns(FakeChannel channel, FakeUser user, string command, params (string Name, string Value)[] options) =>
        Interact(channel, user, 2, CommandData(command, options));

    /// <summary>A user types into an option that is completed; the last option is the one in focus.</summary>
    public FakeInteraction UserTypes(FakeChannel channel, FakeUser user, string command, string option, string typed)
    {
        var data = CommandData(command, [(option, typed)]);
        data["options"]![0]!["focused"] = true;
        return Interact(channel, user, 4, data);
    }

    /// <summary>A user presses a button, or chooses values of a select.</summary>
    public FakeInteraction UserClicks(FakeMessage message, FakeUser user, string customId, params string[] values)
    {
        var data = new JsonObject { ["custom_id"] = customId, ["component_type"] = values.Length == 0 ? 2 : 3 };
        if (values.Length > 0) data["values"] = new JsonArray([.. values.Select(static value => JsonValue.Create(value))]);
        return Interact(message.Channel, user, 3, data, message);
    }

    /// <summary>A user presses what is labelled so below a message: a button, or a choice of a select.</summary>
    public FakeInteraction UserPresses(FakeMessage message, FakeUser user, string label)
    {
        foreach (var component in JsonNode.Parse(message.Components)!.AsArray().SelectMany(static row => row!["components"]!.AsArray()))
        {
            var id = component!["custom_id"]!.GetValue<string>();
            if (component["label"]?.GetValue<string>() == label) return UserClicks(message, user, id);
            if (component["options"]?.AsArray().FirstOrDefault(option => option!["label"]!.GetValue<string>() == label) is { } option)
                return UserClicks(message, user, id, option["value"]!.GetValue<string>());
        }

        throw new ArgumentException($"Nothing below the message is labelled {label}.", nameof(label));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IReadOnlyList<FakeUser> MentionedIn(string text) =>
        [.. Mention.Matches(text).Select(match => _world.Users.GetValueOrDefault(match.Groups[1].Value)).OfType<FakeUser>()];

    private FakeFile Uploaded(FakeFile file) => _world.Files[file.Id] = file with { Link = () => $"{CdnUrl}{FileServer.Path}/{file.Id}/{file.Name}?ex={_world.FileAge}" };

    private JsonObject CommandData(string command, (string Name, string Value)[] options) => new()
    {
        ["id"] = Commands().FirstOrDefault(registered => registered.Name == command)?.Id ?? _world.NextId(),
        ["name"] = command,
        ["type"] = 1,
        ["options"] = new JsonArray([.. options.Select(static option => new JsonObject { ["name"] = option.Name, ["type"] = 3, ["value"] = option.Value })]),
    };

    private FakeInteraction Interact(FakeChannel channel, FakeUser user, int type, JsonObject data, FakeMessage? message = null)
    {
        var interaction = new FakeInteraction(_world.NextId(), $"token-{Guid.NewGuid():N}", channel, user, _world.Time.GetUtcNow()) { Type = type, Data = data, Message = message };
        _world.Interactions[interaction.Token] = interaction;
        Gateway.Dispatch("INTERACTION_CREATE", WireJson.Of(interaction, _world.ApplicationId), channel.Guild?.Id);
        return interaction;
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        var files = new FileServer(_world);
        app.Run(context => context.WebSockets.IsWebSocketRequest ? Gateway.ServeAsync(context)
            : context.Request.Path.StartsWithSegments(FileServer.Path) ? files.ServeAsync(context) : _rest.ServeAsync(context));
        return app;
    }

    [GeneratedRegex(@"<@!?(\d+)>")]
    private static partial Regex Mention { get; }
}
